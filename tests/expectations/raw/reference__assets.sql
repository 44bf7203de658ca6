-- good
insert into reference.assets by name
select
  'USDT' as asset, chain_id, '0x' || repeat('70', 20) as token_address, 6 as decimals, true as is_stablecoin,
  'financial' as bpm7_account, true as is_permitted, date '2026-07-01' as day
from (values (1), (10)) as chains(chain_id);
insert into reference.assets by name
select
  'ETH' as asset, 1 as chain_id, 'native' as token_address, 18 as decimals, false as is_stablecoin,
  'capital' as bpm7_account, false as is_permitted, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table reference.assets add column issuer varchar;

-- broken: no value where the contract requires one
update reference.assets set is_permitted = null where asset = 'ETH';

-- broken: one contract twice
update reference.assets set chain_id = 1;

-- broken: a contract in mixed case
update reference.assets set token_address = '0x' || repeat('AB', 20) where asset = 'ETH';

-- broken: too many decimals
update reference.assets set decimals = 37 where asset = 'ETH';

-- broken: an account that does not exist
update reference.assets set bpm7_account = 'current' where asset = 'ETH';

-- broken: an asset of two natures
update reference.assets set bpm7_account = 'capital' where chain_id = 10;
