-- good
create table capital_flow.cross_border_flows_daily (
  day date, asset varchar, counterparty_residency varchar, bpm7_account varchar, inflow_transfers bigint,
  outflow_transfers bigint, inflow_usd decimal(18, 2), outflow_usd decimal(18, 2), net_usd decimal(18, 2),
  unvalued_transfers bigint, treatment_confidence varchar
);
insert into capital_flow.cross_border_flows_daily values
  (date '2026-07-01', 'BTC', 'non_resident', 'capital', 2, 1, 100.00, 150.01, -50.01, 0, 'H-standard'),
  (date '2026-07-01', 'XYZ', 'unknown', 'unknown', 1, 0, null, 0.00, null, 1, 'L'),
  (date '2026-07-01', 'KZT', 'unknown', 'financial', 0, 1, 0.00, 9.00, -9.00, 0, 'H-standard');

-- broken: a column that nobody promised
alter table capital_flow.cross_border_flows_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.cross_border_flows_daily set unvalued_transfers = null where asset = 'XYZ';

-- broken: a flow twice
insert into capital_flow.cross_border_flows_daily from capital_flow.cross_border_flows_daily where asset = 'XYZ';

-- broken: a counterparty at home
update capital_flow.cross_border_flows_daily set counterparty_residency = 'resident' where asset = 'XYZ';

-- broken: an account that does not exist
update capital_flow.cross_border_flows_daily set bpm7_account = 'current' where asset = 'XYZ';

-- broken: a negative flow
update capital_flow.cross_border_flows_daily set outflow_usd = -1.00, net_usd = 101.00 where asset = 'BTC';

-- broken: a net that is off by a cent
update capital_flow.cross_border_flows_daily set net_usd = -50.00 where asset = 'BTC';

-- broken: more transfers without a price than transfers
update capital_flow.cross_border_flows_daily set unvalued_transfers = 2 where asset = 'XYZ';

-- broken: an outflow without a transfer
update capital_flow.cross_border_flows_daily set outflow_usd = 5.00 where asset = 'XYZ';

-- broken: an account that nobody knows and everybody is sure of
update capital_flow.cross_border_flows_daily set treatment_confidence = 'H' where asset = 'XYZ';
