-- good
insert into exchanges.client_trades by name
select
  'AX-01' as venue_id, 'T-' || residency as trade_id, timestamptz '2026-07-01 06:00:00+00' as traded_at,
  'p-' || repeat('ef', 16) as client_key, '080841000761' as client_bin, residency as client_residency,
  'USDT' as base_asset, 'KZT' as quote_currency, 'buy' as side, 0.000000000000000001 as base_amount,
  0 as quote_amount, 1 as fee_amount, 'KZT' as fee_currency, 'T-0' as lot_trade_id, date '2026-07-01' as day
from (values ('resident'), ('non_resident'), ('unknown')) as residencies(residency);

-- broken: a column that nobody promised
alter table exchanges.client_trades add column client_name varchar;

-- broken: no value where the contract requires one
update exchanges.client_trades set traded_at = null where client_residency = 'unknown';

-- broken: a trade twice
update exchanges.client_trades set trade_id = 'T-resident' where client_residency = 'unknown';

-- broken: a side that does not exist
update exchanges.client_trades set side = 'both' where client_residency = 'unknown';
update exchanges.daily_volumes set side = 'both' where client_residency = 'unknown';

-- broken: a residency that does not exist
update exchanges.client_trades set client_residency = 'KZ' where client_residency = 'unknown';
update exchanges.daily_volumes set client_residency = 'KZ' where client_residency = 'unknown';

-- broken: a negative amount
update exchanges.client_trades set base_amount = -1 where client_residency = 'unknown';
update exchanges.daily_volumes set base_amount = -1 where client_residency = 'unknown';

-- broken: a negative price
update exchanges.client_trades set quote_amount = -1 where client_residency = 'unknown';
update exchanges.daily_volumes set quote_amount = -1 where client_residency = 'unknown';

-- broken: a fee without currency
update exchanges.client_trades set fee_currency = null where client_residency = 'unknown';

-- broken: a client's number in clear
update exchanges.client_trades set client_key = '900101300123' where client_residency = 'unknown';

-- broken: a person's number where a legal entity's belongs
update exchanges.client_trades set client_bin = '900101300123' where client_residency = 'unknown';

-- broken: a trade of the day before
update exchanges.client_trades set traded_at = timestamptz '2026-06-30 18:59:59+00' where client_residency = 'unknown';

-- broken: a trade that the volumes do not hold
update exchanges.client_trades set base_amount = 0.000000000000000002 where client_residency = 'unknown';
