-- good
create table capital_flow.illicit_exposure_daily (
  day date, category varchar, hops bigint, direction varchar, transfers bigint, exposed_addresses bigint,
  exposed_usd decimal(18, 2), total_usd decimal(18, 2), exposure_pct decimal(9, 4), unvalued_transfers bigint,
  label_confidence varchar
);
insert into capital_flow.illicit_exposure_daily values
  (date '2026-07-01', 'sanctioned', 1, 'received', 2, 1, 50.00, 200.00, 25.0000, 0, 'high'),
  (date '2026-07-01', 'stolen', 2, 'sent', 1, 1, null, 200.00, null, 1, 'medium');

-- broken: a column that nobody promised
alter table capital_flow.illicit_exposure_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.illicit_exposure_daily set unvalued_transfers = null where category = 'stolen';

-- broken: an exposure twice
insert into capital_flow.illicit_exposure_daily from capital_flow.illicit_exposure_daily where category = 'stolen';

-- broken: a category that does not exist
update capital_flow.illicit_exposure_daily set category = 'bad' where category = 'stolen';

-- broken: three hops
update capital_flow.illicit_exposure_daily set hops = 3 where category = 'stolen';

-- broken: no direction
update capital_flow.illicit_exposure_daily set direction = 'both' where category = 'stolen';

-- broken: more addresses than transfers
update capital_flow.illicit_exposure_daily set exposed_addresses = 2 where category = 'stolen';

-- broken: more exposed than moved
update capital_flow.illicit_exposure_daily set exposed_usd = 200.01 where category = 'sanctioned';

-- broken: a confidence in words that nobody uses
update capital_flow.illicit_exposure_daily set label_confidence = 'sure' where category = 'stolen';
