-- good
insert into reference.asset_prices by name
select
  'BTC' as asset, 64000.12345678 as price_usd, date '2026-07-03' as priced_on, priced_on <> day as is_carried_forward,
  day
from (values (date '2026-07-03'), (date '2026-07-04')) as days(day);

-- broken: a column that nobody promised
alter table reference.asset_prices add column source varchar;

-- broken: no value where the contract requires one
update reference.asset_prices set price_usd = null where day = date '2026-07-04';

-- broken: two values on a day
update reference.asset_prices set day = date '2026-07-04', is_carried_forward = true;

-- broken: a value of zero
update reference.asset_prices set price_usd = 0 where day = date '2026-07-04';

-- broken: a value of tomorrow
update reference.asset_prices set priced_on = date '2026-07-05' where day = date '2026-07-04';
