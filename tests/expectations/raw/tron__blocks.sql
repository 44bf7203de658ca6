-- good
insert into tron.blocks by name
select
  728126428 as chain_id, 100 as height, '0000000000000064' || repeat('a0', 24) as block_id,
  '0000000000000063' || repeat('99', 24) as parent_block_id, timestamptz '2026-06-30 19:00:00+00' as mined_at,
  'T' || repeat('W', 33) as witness_address, 'T' || repeat('W', 33) as signer_address, 3 as transaction_count,
  3 as token_transfer_count, 'witness_signed' as verification, 'final' as finality, date '2026-07-01' as day;
insert into tron.blocks by name
select
  728126428 as chain_id, 101 as height, '0000000000000065' || repeat('a1', 24) as block_id,
  '0000000000000064' || repeat('a0', 24) as parent_block_id, timestamptz '2026-07-01 18:59:57+00' as mined_at,
  'T' || repeat('V', 33) as witness_address, 'T' || repeat('k', 33) as signer_address, 0 as transaction_count,
  0 as token_transfer_count, 'contents_proven' as verification, 'final' as finality, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table tron.blocks add column energy bigint;

-- broken: no value where the contract requires one
update tron.blocks set transaction_count = null where height = 101;

-- broken: two blocks at one height
insert into tron.blocks from tron.blocks where height = 101;

-- broken: a block called signed by its witness that another key signed
update tron.blocks set verification = 'witness_signed' where height = 101;

-- broken: two keys that sign for one witness
update tron.blocks set witness_address = 'T' || repeat('W', 33) where height = 101;

-- broken: a block that the chain could still drop
update tron.blocks set finality = 'provisional' where height = 101;

-- broken: an address with a letter that base58 does not have
update tron.blocks set signer_address = 'T' || repeat('0', 33) where height = 101;

-- broken: an identifier of another height
update tron.blocks set block_id = '0000000000000066' || repeat('a1', 24) where height = 101;

-- broken: a parent that is another block
update tron.blocks set parent_block_id = '0000000000000064' || repeat('a7', 24) where height = 101;

-- broken: a block of the next city day
update tron.blocks set mined_at = timestamptz '2026-07-01 19:00:00+00' where height = 101;

-- broken: fewer than no transactions
update tron.blocks set transaction_count = -1 where height = 101;

-- broken: fewer than no token transfers
update tron.blocks set token_transfer_count = -1 where height = 101;

-- broken: a day of which only the first blocks landed
update tron.blocks set mined_at = timestamptz '2026-06-30 19:00:30+00' where height = 101;
