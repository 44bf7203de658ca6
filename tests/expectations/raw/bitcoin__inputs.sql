-- good
insert into bitcoin.inputs by name
select
  'main' as chain, 100 as block_height, 1 as transaction_index, 0 as input_index,
  timestamptz '2026-06-30 19:00:00+00' as mined_at, repeat('b1', 32) as transaction_id,
  repeat('c1', 32) as spent_transaction_id, 3 as spent_output_index, 1000000 as value_satoshi, '1a' as address,
  'node' as value_source, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table bitcoin.inputs add column sequence bigint;

-- broken: no value where the contract requires one
update bitcoin.inputs set spent_output_index = null;

-- broken: two inputs at one position
insert into bitcoin.inputs by name
select * replace (repeat('c2', 32) as spent_transaction_id) from bitcoin.inputs;
update bitcoin.blocks set input_count = 2 where block_height = 100;

-- broken: an output that is spent twice
insert into bitcoin.inputs by name
select * replace (1 as input_index) from bitcoin.inputs;
update bitcoin.blocks set input_count = 2 where block_height = 100;

-- broken: an output worth less than nothing
update bitcoin.inputs set value_satoshi = -1;

-- broken: a transaction id cut short
update bitcoin.inputs set spent_transaction_id = 'c1';

-- broken: a coinbase that spends
update bitcoin.inputs set transaction_index = 0;

-- broken: a value that nobody answers for
update bitcoin.inputs set value_source = null;

-- broken: a value other than that of the output that is spent
insert into bitcoin.outputs by name
select
  'main' as chain, 90 as block_height, 1 as transaction_index, 3 as output_index,
  timestamptz '2026-06-30 19:00:00+00' as mined_at, repeat('c1', 32) as transaction_id, 999999 as value_satoshi,
  'pubkeyhash' as script_type, '1a' as address, false as is_coinbase, date '2026-07-01' as day;

-- broken: an input that is lost
delete from bitcoin.inputs;
