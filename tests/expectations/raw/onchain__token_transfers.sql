-- good
insert into onchain.token_transfers by name
select
  1 as chain_id, 100 as block_number, '0x' || repeat('a0', 32) as block_hash, position as log_index,
  timestamptz '2026-06-30 19:00:00+00' as mined_at,
  '0x' || repeat('b0', 32) as transaction_hash, '0x' || repeat('70', 20) as token_address,
  '0x' || repeat('0a', 20) as from_address, '0x' || repeat('0b', 20) as to_address,
  repeat('9', 38) as amount_base_units, 'final' as finality, date '2026-07-01' as day
from range(2) as positions(position);

-- broken: a column that nobody promised
alter table onchain.token_transfers add column token_id varchar;

-- broken: no value where the contract requires one
update onchain.token_transfers set from_address = null where log_index = 1;

-- broken: two logs at one position
update onchain.token_transfers set log_index = 1;

-- broken: nobody knows whether its block stands
update onchain.token_transfers set finality = 'likely';
update onchain.transactions set finality = 'likely';

-- broken: an address in mixed case
update onchain.token_transfers set to_address = '0x' || repeat('0B', 20) where log_index = 1;

-- broken: an amount that no sum can hold
update onchain.token_transfers set amount_base_units = repeat('9', 39) where log_index = 1;

-- broken: a transfer of a transaction that nobody verified
update onchain.token_transfers set transaction_hash = '0x' || repeat('77', 32) where log_index = 1;

-- broken: a transfer that the block does not know
insert into onchain.token_transfers by name
select * replace (2 as log_index) from onchain.token_transfers where log_index = 1;

-- broken: a transfer that is missing
delete from onchain.token_transfers where log_index = 1;
