-- good
insert into exchanges.daily_volumes by name
select
  'AX-01' as venue_id, 'USDT' as base_asset, 'KZT' as quote_currency, 'buy' as side, residency as client_residency,
  1 as trade_count, 0.000000000000000001 as base_amount, 0 as quote_amount, date '2026-07-01' as day
from (values ('resident'), ('non_resident'), ('unknown')) as residencies(residency);

-- broken: a column that nobody promised
alter table exchanges.daily_volumes add column fees decimal(18, 2);

-- broken: no value where the contract requires one
update exchanges.daily_volumes set quote_currency = null where client_residency = 'unknown';

-- broken: a pair reported twice
insert into exchanges.daily_volumes from exchanges.daily_volumes where client_residency = 'unknown';

-- broken: a side that does not exist
update exchanges.daily_volumes set side = 'swap' where client_residency = 'unknown';

-- broken: a residency that does not exist
update exchanges.daily_volumes set client_residency = 'foreign' where client_residency = 'unknown';

-- broken: a volume without trades
update exchanges.daily_volumes set trade_count = 0 where client_residency = 'unknown';

-- broken: a negative amount
update exchanges.daily_volumes set base_amount = -1 where client_residency = 'unknown';

-- broken: a negative price
update exchanges.daily_volumes set quote_amount = -1 where client_residency = 'unknown';

-- broken: a venue whose licence is withdrawn
update exchanges.daily_volumes set venue_id = 'AX-02' where client_residency = 'unknown';
