-- good
create table capital_flow.cross_border_balance_monthly (
  month date, bpm7_account varchar, bpm7_instrument varchar, transfers bigint, unknown_residency_transfers bigint,
  inflow_usd decimal(18, 2), outflow_usd decimal(18, 2), net_usd decimal(18, 2),
  unknown_residency_usd decimal(18, 2), unknown_residency_pct decimal(9, 4), unvalued_transfers bigint,
  treatment_confidence varchar
);
insert into capital_flow.cross_border_balance_monthly values
  (
    date '2026-07-01', 'capital', 'non_produced_non_financial_assets', 4, 1, 100.00, 60.00, 40.00, 40.00, 25.0000, 1,
    'M'
  ),
  (date '2026-07-01', 'unknown', 'unknown', 1, 0, null, 0, null, 0, null, 1, 'L');

-- broken: a column that nobody promised
alter table capital_flow.cross_border_balance_monthly add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.cross_border_balance_monthly set transfers = null where bpm7_account = 'unknown';

-- broken: an instrument twice
insert into capital_flow.cross_border_balance_monthly from capital_flow.cross_border_balance_monthly where bpm7_account = 'unknown';

-- broken: an account that does not exist
update capital_flow.cross_border_balance_monthly set bpm7_account = 'current' where bpm7_account = 'unknown';

-- broken: a month named by another day
update capital_flow.cross_border_balance_monthly set month = date '2026-07-02' where bpm7_account = 'unknown';

-- broken: a net that is off by a cent
update capital_flow.cross_border_balance_monthly set net_usd = 40.01 where bpm7_account = 'capital';

-- broken: more unknown than moved
update capital_flow.cross_border_balance_monthly set unknown_residency_transfers = 2 where bpm7_account = 'unknown';

-- broken: a confidence that does not exist
update capital_flow.cross_border_balance_monthly set treatment_confidence = 'sure' where bpm7_account = 'unknown';
