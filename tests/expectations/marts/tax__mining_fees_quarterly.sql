-- good
create table tax.mining_fees_quarterly (
  quarter date, miner_key varchar, known_on date, days bigint, days_landed bigint, is_quarter_complete boolean,
  due_on date, is_due boolean, metered_kwh decimal(18, 3), unmetered_point_days bigint, unrated_kwh decimal(18, 3),
  fee_due_kzt decimal(18, 2), fee_paid_kzt decimal(18, 2), fee_gap_kzt decimal(18, 2), fee_gap_pct decimal(9, 4),
  parameter_confidence varchar
);
insert into tax.mining_fees_quarterly values
  (
    date '2026-07-01', '000040000001', date '2026-11-01', 92, 92, true, date '2026-10-20', true, 1000.000, 0, 0.000,
    2000.00, 1500.00, 500.00, 25.0000, 'L'
  ),
  (
    date '2026-04-01', '000040000001', date '2026-11-01', 91, 0, false, date '2026-07-20', true, null, 0, null,
    null, 1500.00, null, null, 'M'
  ),
  (
    date '2026-07-01', 'p-abababababababababababababababab', date '2026-11-01', 92, 92, true, date '2026-10-20', true,
    0.000, 92, 0.000, 0.00, 0.00, null, null, 'L'
  ),
  (
    date '2021-10-01', 'unknown', null, 92, 92, true, null, false, 10.000, 0, 10.000, 0.00, 0.00, null, null, null
  );

-- broken: a column that nobody promised
alter table tax.mining_fees_quarterly add column note varchar;

-- broken: no value where the contract requires one
update tax.mining_fees_quarterly set fee_paid_kzt = null where miner_key = 'unknown';

-- broken: a miner twice a quarter
insert into tax.mining_fees_quarterly from tax.mining_fees_quarterly where miner_key = 'unknown';

-- broken: a quarter that begins in its second month
update tax.mining_fees_quarterly set quarter = date '2021-11-01' where miner_key = 'unknown';

-- broken: an individual's number in clear
update tax.mining_fees_quarterly set miner_key = '900101300123' where miner_key = 'unknown';

-- broken: complete with a day missing
update tax.mining_fees_quarterly set days_landed = 91 where miner_key = 'unknown';

-- broken: nothing due of a quarter that nobody knows
update tax.mining_fees_quarterly set fee_due_kzt = 0.00 where days_landed = 0;

-- broken: a fee on energy without a rate
update tax.mining_fees_quarterly set fee_due_kzt = 1.00 where miner_key = 'unknown';

-- broken: a gap of what was not metered
update tax.mining_fees_quarterly set fee_gap_kzt = 0.00 where miner_key like 'p-%';

-- broken: due before the deadline is known to have passed
update tax.mining_fees_quarterly set known_on = date '2026-10-19' where fee_gap_pct = 25;

-- broken: a percentage that its parts do not give
update tax.mining_fees_quarterly set fee_gap_pct = 25.0002 where fee_gap_pct = 25;

-- broken: a confidence that says nothing
update tax.mining_fees_quarterly set parameter_confidence = null where miner_key = '000040000001';
