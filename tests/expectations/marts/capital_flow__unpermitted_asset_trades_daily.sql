-- good
create table capital_flow.unpermitted_asset_trades_daily (
  day date, venue_id varchar, asset varchar, permission varchar, last_permitted_on date, trade_count bigint,
  units decimal(38, 18), value_usd decimal(18, 2)
);
insert into capital_flow.unpermitted_asset_trades_daily values
  (date '2026-07-02', 'AX-01', 'USDC', 'not_permitted', date '2026-07-01', 2, 10.5, 10.50),
  (date '2026-07-02', 'AX-01', 'GRAM', 'not_listed', null, 1, 7, null);

-- broken: a column that nobody promised
alter table capital_flow.unpermitted_asset_trades_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.unpermitted_asset_trades_daily set units = null where asset = 'GRAM';

-- broken: an asset twice
insert into capital_flow.unpermitted_asset_trades_daily from capital_flow.unpermitted_asset_trades_daily where asset = 'GRAM';

-- broken: a permitted asset
update capital_flow.unpermitted_asset_trades_daily set permission = 'permitted' where asset = 'GRAM';

-- broken: a permission on the day itself
update capital_flow.unpermitted_asset_trades_daily set last_permitted_on = day where asset = 'USDC';

-- broken: trades of nothing
update capital_flow.unpermitted_asset_trades_daily set trade_count = 0 where asset = 'GRAM';
