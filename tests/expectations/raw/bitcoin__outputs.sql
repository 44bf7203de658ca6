-- good
insert into bitcoin.outputs by name
select
  'main' as chain, 100 as block_height, least(position, 1) as transaction_index, greatest(position - 1, 0) as output_index,
  timestamptz '2026-06-30 19:00:00+00' as mined_at, repeat('b' || least(position, 1), 32) as transaction_id,
  [312502000, 700000, 298000][position + 1] as value_satoshi, 'pubkeyhash' as script_type, '1a' as address,
  position = 0 as is_coinbase, date '2026-07-01' as day
from range(3) as positions(position);
insert into bitcoin.outputs by name
select
  'main' as chain, 101 as block_height, 0 as transaction_index, 0 as output_index,
  timestamptz '2026-07-01 18:59:59+00' as mined_at, repeat('b2', 32) as transaction_id, 312500000 as value_satoshi,
  'pubkey' as script_type, null as address, true as is_coinbase, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table bitcoin.outputs add column script varchar;

-- broken: no value where the contract requires one
update bitcoin.outputs set script_type = null where block_height = 101;

-- broken: two outputs at one position
update bitcoin.outputs set output_index = 0;

-- broken: an output worth less than nothing
update bitcoin.outputs set value_satoshi = [-1, 998001][output_index + 1]
where block_height = 100 and transaction_index = 1;

-- broken: a transaction id cut short
update bitcoin.outputs set transaction_id = 'b2' where block_height = 101;

-- broken: a kind of script that nobody knows
update bitcoin.outputs set script_type = 'tapscript', address = '1b' where block_height = 101;

-- broken: new coins in a later transaction
update bitcoin.outputs set is_coinbase = true where output_index = 1;

-- broken: an address that is missing
update bitcoin.outputs set script_type = 'pubkeyhash' where block_height = 101;

-- broken: an output that is lost
delete from bitcoin.outputs where output_index = 1;
