-- good
insert into onchain.blocks by name
select
  1 as chain_id, 100 as block_number, '0x' || repeat('a0', 32) as block_hash, '0x' || repeat('99', 32) as parent_hash,
  timestamptz '2026-06-30 19:00:00+00' as mined_at, '0x' || repeat('5a', 20) as miner_address, 2 as transaction_count,
  3 as log_count, 2 as erc20_transfer_count, 1 as native_transfer_count, 2 as withdrawal_count, 72000 as gas_used,
  30000000 as gas_limit, '7' as base_fee_base_units, 'verified' as verification, 'final' as finality, date '2026-07-01' as day;
insert into onchain.blocks by name
select
  1 as chain_id, 101 as block_number, '0x' || repeat('a1', 32) as block_hash, '0x' || repeat('a0', 32) as parent_hash,
  timestamptz '2026-07-01 18:59:59+00' as mined_at, '0x' || repeat('5a', 20) as miner_address, 0 as transaction_count,
  0 as log_count, 0 as erc20_transfer_count, 0 as native_transfer_count, 0 as withdrawal_count, 0 as gas_used,
  30000000 as gas_limit, null as base_fee_base_units, 'verified' as verification, 'provisional' as finality,
  date '2026-07-01' as day;
insert into onchain.blocks by name
select * replace ('0x' || repeat('c1', 32) as block_hash, 'orphaned' as finality)
from onchain.blocks where block_number = 101;

-- broken: a column that nobody promised
alter table onchain.blocks add column difficulty bigint;

-- broken: no value where the contract requires one
update onchain.blocks set log_count = null where block_number = 101;

-- broken: two blocks at one height
insert into onchain.blocks by name
select * replace ('0x' || repeat('d1', 32) as block_hash) from onchain.blocks where finality = 'provisional';

-- broken: a block that is there twice
insert into onchain.blocks from onchain.blocks where finality = 'orphaned';

-- broken: nobody knows whether the block stands
update onchain.blocks set finality = 'likely' where block_number = 100;

-- broken: nobody knows whether the block was verified
update onchain.blocks set verification = 'skipped' where block_number = 101;

-- broken: a block that was not verified in whole
update onchain.blocks set verification = 'unverified' where block_number = 101;

-- broken: an address in mixed case
update onchain.blocks set miner_address = '0x' || repeat('5A', 20) where block_number = 101;

-- broken: a fee with decimals
update onchain.blocks set base_fee_base_units = '7.5' where block_number = 100;

-- broken: a parent that is another block
update onchain.blocks set parent_hash = '0x' || repeat('a7', 32) where block_number = 101;

-- broken: a block of the next city day
update onchain.blocks set mined_at = timestamptz '2026-07-01 19:00:00+00' where block_number = 101;

-- broken: fewer than no transactions
update onchain.blocks set transaction_count = -1 where block_number = 101;

-- broken: fewer than no token transfers
update onchain.blocks set erc20_transfer_count = -1 where block_number = 101;

-- broken: more native transfers than transactions
update onchain.blocks set native_transfer_count = 1 where block_number = 101;

-- broken: fewer than no withdrawals
update onchain.blocks set withdrawal_count = -1 where block_number = 101;

-- broken: withdrawals that nobody told of
update onchain.blocks set withdrawal_count = null, verification = 'withdrawals_missing' where block_number = 101;

-- broken: verified in whole without its withdrawals
update onchain.blocks set withdrawal_count = null where block_number = 101;

-- broken: more token transfers than logs
update onchain.blocks set erc20_transfer_count = 1 where block_number = 101;

-- broken: more gas used than allowed
update onchain.blocks set gas_used = 30000001 where block_number = 101;

-- broken: a day of which only the first blocks landed
update onchain.blocks set mined_at = timestamptz '2026-06-30 19:00:30+00' where block_number = 101;
