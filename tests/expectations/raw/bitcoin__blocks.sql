-- good
insert into bitcoin.blocks by name
select
  'main' as chain, 100 as block_height, repeat('a0', 32) as block_hash, repeat('99', 32) as parent_hash,
  timestamptz '2026-06-30 19:00:00+00' as mined_at, 2 as transaction_count, 1 as input_count, 3 as output_count,
  1000000 as input_value_satoshi, 313500000 as output_value_satoshi, 312502000 as coinbase_payout_satoshi,
  '1d00ffff' as bits, 1 as difficulty, 'unknown' as mined_by, 'a pool' as coinbase_text, 'final' as finality,
  'matches' as witness_commitment, 'verified' as verification, date '2026-07-01' as day;
insert into bitcoin.blocks by name
select
  'main' as chain, 101 as block_height, repeat('a1', 32) as block_hash, repeat('a0', 32) as parent_hash,
  timestamptz '2026-07-01 18:59:59+00' as mined_at, 1 as transaction_count, 0 as input_count, 1 as output_count,
  0 as input_value_satoshi, 312500000 as output_value_satoshi, 312500000 as coinbase_payout_satoshi,
  '1d00ffff' as bits, 1 as difficulty, 'unknown' as mined_by, null as coinbase_text, 'final' as finality,
  'absent' as witness_commitment, 'verified' as verification, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table bitcoin.blocks add column nonce bigint;

-- broken: no value where the contract requires one
update bitcoin.blocks set mined_by = null where block_height = 101;

-- broken: two blocks at one height
insert into bitcoin.blocks from bitcoin.blocks where block_height = 101;

-- broken: a block that was not verified
update bitcoin.blocks set verification = 'skipped' where block_height = 101;

-- broken: a hash in mixed case
update bitcoin.blocks set block_hash = repeat('A1', 32) where block_height = 101;

-- broken: a parent that is another block
update bitcoin.blocks set parent_hash = repeat('a7', 32) where block_height = 101;

-- broken: a block of the next city day
update bitcoin.blocks set mined_at = timestamptz '2026-07-01 19:00:00+00' where block_height = 101;

-- broken: a block that may still be replaced
update bitcoin.blocks set finality = 'provisional' where block_height = 101;

-- broken: a block whose witnesses nobody showed
update bitcoin.blocks set witness_commitment = 'not_shown' where block_height = 101;

-- broken: a block without its coinbase
update bitcoin.blocks set transaction_count = 0 where block_height = 101;

-- broken: no work
update bitcoin.blocks set difficulty = 0 where block_height = 101;

-- broken: a coinbase that pays more than all outputs
update bitcoin.blocks set coinbase_payout_satoshi = 312500001 where block_height = 101;

-- broken: more new coins than any block may create
update bitcoin.blocks set output_value_satoshi = 6000000000, coinbase_payout_satoshi = 6000000000
where block_height = 101;

-- broken: more paid out than spent
update bitcoin.blocks set coinbase_payout_satoshi = 312499999 where block_height = 101;

-- broken: a day of which only the first blocks landed
update bitcoin.blocks set mined_at = timestamptz '2026-06-30 19:00:30+00' where block_height = 101;
