-- good
create table reserve.reserve_nav_daily (
  day date, fund varchar, holdings bigint, unvalued_holdings bigint, is_complete boolean, assets_usd decimal(18,
  2), liabilities_usd decimal(18, 2), are_liabilities_known boolean, nav_usd decimal(18, 2), nav_kzt decimal(18,
  2), is_price_carried_forward boolean, concentration_hhi decimal(7, 6), top_1_share_pct decimal(9, 4),
  top_3_share_pct decimal(9, 4), custodians bigint, custodian_hhi decimal(7, 6),
  custodian_top_1_share_pct decimal(9, 4), custodian_top_3_share_pct decimal(9, 4), seized_share_pct decimal(9, 4), mined_share_pct decimal(9, 4),
  purchased_share_pct decimal(9, 4), peak_nav_usd decimal(18, 2), drawdown_pct decimal(9, 4), return_pct
  decimal(18, 6), volatility_30_day_pct decimal(18, 6), volatility_returns bigint,
  value_at_risk_usd decimal(18, 2), value_at_risk_days bigint, parameter_confidence varchar
);
insert into reserve.reserve_nav_daily values
  (
    date '2026-11-02', 'state_fund', 2, 0, false, 1000.00, 200.00, true, 800.00, 376000.00, false, 0.680000,
    80.0000, 100.0000, 2, 0.500000, 50.0000, 100.0000, 80.0000, 20.0000, 0.0000, 900.00, 11.1111, -1.500000, 2.100000, 29, 40.00, 20,
    'M'
  ),
  (
    date '2026-11-02', 'alem_fund', 2, 1, false, 500.00, null, false, 500.00, 235000.00, true, 1.000000, 100.0000,
    100.0000, null, null, null, null, 0.0000, 0.0000, 100.0000, 500.00, 0.0000, null, null, 1, null, 19, null
  );

-- broken: a column that nobody promised
alter table reserve.reserve_nav_daily add column note varchar;

-- broken: no value where the contract requires one
update reserve.reserve_nav_daily set holdings = null where fund = 'alem_fund';

-- broken: a fund twice
insert into reserve.reserve_nav_daily from reserve.reserve_nav_daily where fund = 'alem_fund';

-- broken: a third fund
update reserve.reserve_nav_daily set fund = 'both' where fund = 'alem_fund';

-- broken: a net value that is off by a cent
update reserve.reserve_nav_daily set nav_usd = 800.01 where fund = 'state_fund';

-- broken: liabilities that nobody stated
update reserve.reserve_nav_daily set are_liabilities_known = true where fund = 'alem_fund';

-- broken: complete without being so
update reserve.reserve_nav_daily set is_complete = true where fund = 'alem_fund';

-- broken: more than the whole
update reserve.reserve_nav_daily set concentration_hhi = 1.000001 where fund = 'state_fund';

-- broken: assets that came from nowhere
update reserve.reserve_nav_daily set purchased_share_pct = 99.0000 where fund = 'alem_fund';

-- broken: a value above its peak
update reserve.reserve_nav_daily set peak_nav_usd = 499.99 where fund = 'alem_fund';

-- broken: a volatility of one return
update reserve.reserve_nav_daily set volatility_30_day_pct = 0.5 where fund = 'alem_fund';

-- broken: a loss of one day in twenty that rests on nineteen
update reserve.reserve_nav_daily set value_at_risk_days = 19 where fund = 'state_fund';

-- broken: two custodians with less than half each
update reserve.reserve_nav_daily set custodian_hhi = 0.400000 where fund = 'state_fund';
