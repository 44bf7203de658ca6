-- good
insert into onchain.transactions by name
select
  1 as chain_id, 100 as block_number, '0x' || repeat('a0', 32) as block_hash, position as transaction_index,
  timestamptz '2026-06-30 19:00:00+00' as mined_at,
  '0x' || repeat('b' || position, 32) as transaction_hash, 2 as transaction_type,
  '0x' || repeat('0a', 20) as from_address, '0x' || repeat('0c', 20) as to_address,
  '115792089237316195423570985008687907853269984665640564039457584007913129639935' as value_base_units, 7 as nonce,
  65000 as gas_limit, 36000 as gas_used, '1000000007' as effective_gas_price_base_units, 68 as input_bytes,
  '0xa9059cbb' as method_selector, true as is_successful, 'final' as finality,
  date '2026-07-01' as day
from range(2) as positions(position);
update onchain.transactions
set to_address = null, method_selector = null, is_successful = null, value_base_units = '17000000000000000'
where transaction_index = 1;

-- broken: a column that nobody promised
alter table onchain.transactions add column access_list varchar;

-- broken: no value where the contract requires one
update onchain.transactions set nonce = null where transaction_index = 1;

-- broken: two transactions at one position
update onchain.transactions set transaction_index = 1;

-- broken: nobody knows whether its block stands
update onchain.transactions set finality = 'likely';
update onchain.blocks set finality = 'likely' where block_number = 100;

-- broken: one transaction twice
update onchain.transactions set transaction_hash = '0x' || repeat('b0', 32);

-- broken: a type that nobody can verify
update onchain.transactions set transaction_type = 9 where transaction_index = 1;

-- broken: an address cut short
update onchain.transactions set from_address = '0x0a' where transaction_index = 1;

-- broken: an amount written as hexadecimal
update onchain.transactions set value_base_units = '0x10' where transaction_index = 1;

-- broken: more gas used than allowed
update onchain.transactions set gas_used = 65001 where transaction_index = 1;

-- broken: a transaction that is lost
delete from onchain.transactions where transaction_index = 1;
