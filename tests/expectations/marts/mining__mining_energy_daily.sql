-- good
create table mining.mining_energy_daily (
  day date, miner_key varchar, licences bigint, declared_hash_rate_ths decimal(15, 3), metering_points bigint,
  unmetered_points bigint, metered_mwh decimal(18, 6), implied_low_mwh decimal(18, 6), implied_best_mwh
  decimal(18, 6), implied_high_mwh decimal(18, 6), metered_to_implied_pct decimal(9, 4), metered_against_implied
  varchar, distributed_btc decimal(18, 8), kwh_per_btc decimal(18, 2), parameter_confidence varchar
);
insert into mining.mining_energy_daily values
  (
    date '2026-11-02', '000040500000', 1, 30000.000, 1, 0, 20.000000, 10.908000, 22.334400, 38.880000, 89.5480,
    'within', 0.01200000, 1666666.67, 'L'
  ),
  (
    date '2026-11-02', 'p-0123456789abcdef0123456789abcdef', 1, 1000.000, 1, 1, null, 0.363600, 0.744480,
    1.296000, null, 'unmetered', 0.00040000, null, 'L'
  );

-- broken: a column that nobody promised
alter table mining.mining_energy_daily add column note varchar;

-- broken: no value where the contract requires one
update mining.mining_energy_daily set licences = null where unmetered_points = 1;

-- broken: a miner twice
insert into mining.mining_energy_daily from mining.mining_energy_daily where unmetered_points = 1;

-- broken: a sole trader by name
update mining.mining_energy_daily set miner_key = '850101300001' where unmetered_points = 1;

-- broken: energy below zero
update mining.mining_energy_daily set distributed_btc = -1 where unmetered_points = 1;

-- broken: more points without a reading than there are
update mining.mining_energy_daily set unmetered_points = 2 where unmetered_points = 1;

-- broken: a guess outside the bounds
update mining.mining_energy_daily set implied_low_mwh = 0.8 where unmetered_points = 1;

-- broken: a verdict that nobody knows
update mining.mining_energy_daily set metered_against_implied = 'fine' where unmetered_points = 0;

-- broken: a verdict against the figures
update mining.mining_energy_daily set metered_against_implied = 'above' where unmetered_points = 0;

-- broken: a figure without a reading
update mining.mining_energy_daily set kwh_per_btc = 1 where unmetered_points = 1;
