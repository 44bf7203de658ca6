-- good
create table digital_tenge.settlements_daily (
  day date, scenario varchar, orders bigint, settled_orders bigint, rejected_orders bigint, pending_orders bigint,
  settled_kzt decimal(18, 2), rejected_kzt decimal(18, 2), pending_kzt decimal(18, 2), success_pct decimal(9, 4),
  median_settled_kzt decimal(18, 2), median_seconds bigint, p90_seconds bigint, scenario_confidence varchar
);
insert into digital_tenge.settlements_daily values
  (date '2026-07-01', 'goods', 4, 2, 1, 1, 30.00, 30.00, 40.00, 66.6667, 10.00, 4, 90, 'M'),
  (date '2026-07-01', 'issue', 1, 1, 0, 0, 500.00, 0.00, 0.00, 100.0000, 500.00, null, null, 'H'),
  (date '2026-07-01', 'services', 1, 0, 0, 1, 0.00, 0.00, 50.00, null, null, null, null, 'L');

-- broken: a column that nobody promised
alter table digital_tenge.settlements_daily add column note varchar;

-- broken: no value where the contract requires one
update digital_tenge.settlements_daily set pending_kzt = null where scenario = 'goods';

-- broken: one row twice
insert into digital_tenge.settlements_daily from digital_tenge.settlements_daily where scenario = 'goods';

-- broken: a row without orders
update digital_tenge.settlements_daily set orders = 0, pending_orders = 0, pending_kzt = 0 where scenario = 'services';

-- broken: an order that is nothing
update digital_tenge.settlements_daily set orders = 5 where scenario = 'goods';

-- broken: money of orders that are not there
update digital_tenge.settlements_daily set rejected_kzt = 1 where scenario = 'issue';

-- broken: success of all orders, pending ones too
update digital_tenge.settlements_daily set success_pct = 50 where scenario = 'goods';

-- broken: a median above the sum
update digital_tenge.settlements_daily set median_settled_kzt = 30.01 where scenario = 'goods';

-- broken: a decision before its order
update digital_tenge.settlements_daily set median_seconds = -1 where scenario = 'goods';

-- broken: a confidence that says nothing
update digital_tenge.settlements_daily set scenario_confidence = 'sure' where scenario = 'goods';

-- broken: money that nobody has mapped
update digital_tenge.settlements_daily set scenario = 'unmapped', scenario_confidence = null where scenario = 'services';
