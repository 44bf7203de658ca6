-- good
create table capital_flow.ramp_flows_daily (
  day date, venue_id varchar, asset varchar, client_residency varchar, on_ramp_trades bigint, off_ramp_trades bigint,
  on_ramp_units decimal(38, 18), off_ramp_units decimal(38, 18), on_ramp_kzt decimal(18, 2),
  off_ramp_kzt decimal(18, 2), on_ramp_usd decimal(18, 2), off_ramp_usd decimal(18, 2), net_usd decimal(18, 2),
  is_fx_carried_forward boolean
);
insert into capital_flow.ramp_flows_daily values
  (
    date '2026-07-01', 'AX-01', 'USDT', 'resident', 2, 1, 100, 40, 47420.00, 18968.00, 100.00, 40.01, 59.99, false
  ),
  (date '2026-07-02', 'AX-01', 'USDT', 'unknown', 0, 1, 0, 1, 0.00, null, null, null, null, null);

-- broken: a column that nobody promised
alter table capital_flow.ramp_flows_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.ramp_flows_daily set off_ramp_units = null where client_residency = 'unknown';

-- broken: a flow twice
insert into capital_flow.ramp_flows_daily from capital_flow.ramp_flows_daily where client_residency = 'unknown';

-- broken: a residency that does not exist
update capital_flow.ramp_flows_daily set client_residency = 'KZ' where client_residency = 'unknown';

-- broken: a negative flow
update capital_flow.ramp_flows_daily set on_ramp_kzt = -0.01 where client_residency = 'unknown';

-- broken: a net that is off by a cent
update capital_flow.ramp_flows_daily set net_usd = 60.00 where client_residency = 'resident';

-- broken: units without a trade
update capital_flow.ramp_flows_daily set on_ramp_units = 1 where client_residency = 'unknown';
