-- good
create table mining.hash_rate_share_daily (
  day date, asset varchar, estimated_by varchar, licences bigint, distributing_licences bigint,
  declared_hash_rate_ths decimal(18, 3), implied_hash_rate_ths decimal(18, 3), network_hash_rate_ehs decimal(18,
  6), declared_share_pct decimal(18, 6), implied_share_pct decimal(18, 6), parameter_confidence varchar
);
insert into mining.hash_rate_share_daily values
  (
    date '2026-11-02', 'BTC', 'from difficulty', 12, 11, 320000.000, 310000.000, 1000.000000, 0.032000, 0.031000,
    'H-standard'
  ),
  (date '2026-11-03', 'BTC', 'from difficulty', 0, 0, 0.000, null, 1000.000000, 0.000000, null, null);

-- broken: a column that nobody promised
alter table mining.hash_rate_share_daily add column note varchar;

-- broken: no value where the contract requires one
update mining.hash_rate_share_daily set licences = null where day = '2026-11-03';

-- broken: a share twice
insert into mining.hash_rate_share_daily from mining.hash_rate_share_daily where day = '2026-11-03';

-- broken: another network
update mining.hash_rate_share_daily set asset = 'LTC' where day = '2026-11-03';

-- broken: paid out without a licence
update mining.hash_rate_share_daily set distributing_licences = 1 where day = '2026-11-03';

-- broken: a negative hash rate
update mining.hash_rate_share_daily set implied_hash_rate_ths = -1 where day = '2026-11-03';

-- broken: more than the network
update mining.hash_rate_share_daily set implied_share_pct = 100.1 where day = '2026-11-02';

-- broken: a share in another unit
update mining.hash_rate_share_daily set declared_share_pct = 32 where day = '2026-11-02';
