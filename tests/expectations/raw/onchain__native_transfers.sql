-- good
insert into onchain.native_transfers by name
select
  1 as chain_id, 100 as block_number, '0x' || repeat('a0', 32) as block_hash, 1 as transaction_index,
  timestamptz '2026-06-30 19:00:00+00' as mined_at, '0x' || repeat('b1', 32) as transaction_hash,
  '0x' || repeat('0a', 20) as from_address, '0x' || repeat('0e', 20) as to_address,
  '17000000000000000' as amount_base_units, true as is_contract_creation, null as is_successful, 'final' as finality,
  date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table onchain.native_transfers add column gas bigint;

-- broken: no value where the contract requires one
update onchain.native_transfers set is_contract_creation = null;

-- broken: one transaction twice
insert into onchain.native_transfers from onchain.native_transfers;
update onchain.blocks set native_transfer_count = 2 where block_number = 100;

-- broken: nobody knows whether its block stands
update onchain.native_transfers set finality = 'likely';
update onchain.transactions set finality = 'likely';

-- broken: an address in mixed case
update onchain.native_transfers set to_address = '0x' || repeat('0E', 20);

-- broken: a transfer of nothing
update onchain.native_transfers set amount_base_units = '0';
update onchain.transactions set value_base_units = '0';

-- broken: a transfer that failed
update onchain.native_transfers set is_successful = false;

-- broken: one unit more than the transaction says
update onchain.native_transfers set amount_base_units = '17000000000000001';

-- broken: a transfer that the block does not know
update onchain.transactions set value_base_units = '5' where transaction_index = 0;
insert into onchain.native_transfers by name
select * replace (
  0 as transaction_index, '0x' || repeat('b0', 32) as transaction_hash, '0x' || repeat('0c', 20) as to_address,
  '5' as amount_base_units, false as is_contract_creation
) from onchain.native_transfers;

-- broken: a transfer that is missing
delete from onchain.native_transfers;
