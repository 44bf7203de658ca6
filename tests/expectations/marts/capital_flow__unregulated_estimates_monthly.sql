-- good
create table capital_flow.unregulated_estimates_monthly (
  month date, scenario varchar, method varchar, multiplier decimal(9, 2), days_observed bigint,
  observed_purchases_usd decimal(18, 2), observed_transfers_out_usd decimal(18, 2), purchases_usd decimal(18, 2),
  transfers_out_usd decimal(18, 2), volume_usd decimal(18, 2), annualised_purchases_usd decimal(18, 2),
  annualised_transfers_out_usd decimal(18, 2), purchases_gauge_pct decimal(18, 6),
  transfers_out_gauge_pct decimal(18, 6), unvalued_transfers bigint, estimate_confidence varchar
);
insert into capital_flow.unregulated_estimates_monthly values
  (
    date '2026-07-01', 'low', 'direct flows', 1.00, 31, 100.00, 10.00, 100.00, 10.00, 110.00, 1177.42, 117.74,
    0.000008, 0.000001, 0, 'M'
  ),
  (
    date '2026-07-01', 'high', 'times four', 4.00, 31, 100.00, 10.00, 400.00, 40.00, 440.00, 4709.68, 470.97, null,
    null, 0, 'L'
  );

-- broken: a column that nobody promised
alter table capital_flow.unregulated_estimates_monthly add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.unregulated_estimates_monthly set volume_usd = null where scenario = 'high';

-- broken: a scenario twice
insert into capital_flow.unregulated_estimates_monthly from capital_flow.unregulated_estimates_monthly where scenario = 'high';

-- broken: a scenario that does not exist
update capital_flow.unregulated_estimates_monthly set scenario = 'worst' where scenario = 'high';

-- broken: a month of 32 days
update capital_flow.unregulated_estimates_monthly set days_observed = 32, annualised_purchases_usd = 1140.63, annualised_transfers_out_usd = 114.06 where scenario = 'low';

-- broken: an estimate that nobody observed
update capital_flow.unregulated_estimates_monthly set volume_usd = 441 where scenario = 'high';

-- broken: a year of 366 days
update capital_flow.unregulated_estimates_monthly set annualised_purchases_usd = 4722.58 where scenario = 'high';

-- broken: a confidence that does not exist
update capital_flow.unregulated_estimates_monthly set estimate_confidence = 'sure' where scenario = 'high';
