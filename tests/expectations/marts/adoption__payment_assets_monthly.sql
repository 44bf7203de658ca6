-- good
create table adoption.payment_assets_monthly (
  month date, asset varchar, is_stablecoin boolean, confirmed_settlements bigint, active_payers bigint,
  confirmed_crypto_turnover_kzt decimal(18, 2), turnover_share_pct decimal(9, 4),
  fixed_value_turnover_kzt decimal(18, 2), not_fixed_value_turnover_kzt decimal(18, 2),
  undecided_turnover_kzt decimal(18, 2), is_contradicted boolean, parameter_confidence varchar
);
insert into adoption.payment_assets_monthly values
  (date '2026-10-01', 'USDT', true, 3, 2, 300.00, 75.0000, 200.00, 0.00, 100.00, false, 'H-value'),
  (date '2026-10-01', 'ETH', false, 1, 1, 100.00, 25.0000, 0.00, 100.00, 0.00, false, 'H-value');

-- broken: a column that nobody promised
alter table adoption.payment_assets_monthly add column note varchar;

-- broken: no value where the contract requires one
update adoption.payment_assets_monthly set active_payers = null where asset = 'ETH';

-- broken: an asset twice
update adoption.payment_assets_monthly set asset = 'USDT' where asset = 'ETH';

-- broken: a month named by its second day
update adoption.payment_assets_monthly set month = date '2026-10-02';

-- broken: more payers than settlements
update adoption.payment_assets_monthly set active_payers = 2 where asset = 'ETH';

-- broken: a negative turnover
update adoption.payment_assets_monthly
set fixed_value_turnover_kzt = -100.00, undecided_turnover_kzt = 400.00
where asset = 'USDT';

-- broken: parts that do not add up
update adoption.payment_assets_monthly set undecided_turnover_kzt = 100.01 where asset = 'USDT';

-- broken: a share that its parts do not give
update adoption.payment_assets_monthly set turnover_share_pct = 25.0003 where asset = 'ETH';

-- broken: a contradiction that nobody states
update adoption.payment_assets_monthly
set not_fixed_value_turnover_kzt = 50.00, undecided_turnover_kzt = 50.00
where asset = 'USDT';

-- broken: a stablecoin that loses its value
update adoption.payment_assets_monthly
set not_fixed_value_turnover_kzt = 50.00, undecided_turnover_kzt = 50.00, is_contradicted = true
where asset = 'USDT';

-- broken: a test that was decided by nobody knows what
update adoption.payment_assets_monthly set parameter_confidence = null where asset = 'ETH';
