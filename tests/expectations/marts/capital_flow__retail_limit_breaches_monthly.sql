-- good
create table capital_flow.retail_limit_breaches_monthly (
  month date, limit_usd decimal(18, 2), active_clients bigint, untested_clients bigint, breaching_clients bigint,
  breaches_across_venues bigint, breaching_pct decimal(9, 4), excess_usd decimal(18, 2), parameter_confidence varchar
);
insert into capital_flow.retail_limit_breaches_monthly values
  (date '2026-06-01', 1000.00, 8, 4, 2, 1, 25.0000, 0.02, 'H-value'),
  (date '2026-07-01', 1000.00, 3, 0, 0, 0, 0.0000, 0, 'H-value');

-- broken: a column that nobody promised
alter table capital_flow.retail_limit_breaches_monthly add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.retail_limit_breaches_monthly set excess_usd = null where month = date '2026-07-01';

-- broken: a month twice
insert into capital_flow.retail_limit_breaches_monthly from capital_flow.retail_limit_breaches_monthly where month = date '2026-07-01';

-- broken: a month named by another day
update capital_flow.retail_limit_breaches_monthly set month = date '2026-07-02' where month = date '2026-07-01';

-- broken: more breaches across venues than breaches
update capital_flow.retail_limit_breaches_monthly set breaches_across_venues = 1 where month = date '2026-07-01';

-- broken: a share that its counts do not make
update capital_flow.retail_limit_breaches_monthly set breaching_pct = 25.1 where month = date '2026-06-01';

-- broken: an excess without a breach
update capital_flow.retail_limit_breaches_monthly set excess_usd = 1 where month = date '2026-07-01';

-- broken: a confidence that does not exist
update capital_flow.retail_limit_breaches_monthly set parameter_confidence = 'sure';
