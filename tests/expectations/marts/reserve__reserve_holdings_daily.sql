-- good
create table reserve.reserve_holdings_daily (
  day date, fund varchar, asset varchar, acquired_by varchar, wallets bigint, units decimal(38, 18), price_usd
  decimal(18, 8), is_price_carried_forward boolean, value_usd decimal(18, 2), value_kzt decimal(18, 2), coverage
  varchar, is_complete boolean, known_since_on date
);
insert into reserve.reserve_holdings_daily values
  (
    date '2026-11-02', 'state_fund', 'BTC', 'seized', 1, 2.5, 100000, false, 250000.00, 117500000.00, 'partial',
    false, date '2026-10-28'
  ),
  (
    date '2026-11-02', 'alem_fund', 'USDC', 'purchased', 2, 1000, 0.99900000, true, 999.00, 469530.00,
    'whole_chain', true, date '2026-10-28'
  ),
  (
    date '2026-11-02', 'alem_fund', 'BNB', 'purchased', 1, null, null, null, null, null, 'not_landed', false, null
  );

-- broken: a column that nobody promised
alter table reserve.reserve_holdings_daily add column note varchar;

-- broken: no value where the contract requires one
update reserve.reserve_holdings_daily set wallets = null where asset = 'BNB';

-- broken: a holding twice
insert into reserve.reserve_holdings_daily from reserve.reserve_holdings_daily where asset = 'BNB';

-- broken: a third fund
update reserve.reserve_holdings_daily set fund = 'our_fund' where asset = 'BNB';

-- broken: found in the street
update reserve.reserve_holdings_daily set acquired_by = 'found' where asset = 'BNB';

-- broken: a coverage that nobody knows
update reserve.reserve_holdings_daily set coverage = 'most' where asset = 'BTC';

-- broken: complete without being so
update reserve.reserve_holdings_daily set is_complete = true where asset = 'BTC';

-- broken: less than nothing
update reserve.reserve_holdings_daily set units = -2.5, value_usd = -250000.00 where asset = 'BTC';

-- broken: units on a chain that did not land
update reserve.reserve_holdings_daily set units = 1 where asset = 'BNB';

-- broken: a value that is off by two cents
update reserve.reserve_holdings_daily set value_usd = 250000.02 where asset = 'BTC';
