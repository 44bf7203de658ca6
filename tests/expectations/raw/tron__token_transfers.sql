-- good
insert into tron.token_transfers by name
select
  728126428 as chain_id, 100 as height, position as log_index, timestamptz '2026-06-30 19:00:00+00' as mined_at,
  repeat(if(position = 0, 'b0', 'b1'), 32) as transaction_id, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' as token_address,
  'T' || repeat('a', 33) as from_address, 'T' || repeat('b', 33) as to_address,
  repeat('9', 38) as amount_base_units, if(position = 0, 'call_proven', 'log_agreed') as verification,
  date '2026-07-01' as day
from range(3) as positions(position);

-- broken: a column that nobody promised
alter table tron.token_transfers add column memo varchar;

-- broken: no value where the contract requires one
update tron.token_transfers set from_address = null where log_index = 1;

-- broken: two logs at one position
update tron.token_transfers set log_index = 2 where log_index = 1;

-- broken: a look-alike token
update tron.token_transfers set token_address = 'T' || repeat('x', 33) where log_index = 1;

-- broken: an address in hexadecimal
update tron.token_transfers set to_address = '41' || repeat('0b', 20) where log_index = 1;

-- broken: an amount that no sum can hold
update tron.token_transfers set amount_base_units = repeat('9', 39) where log_index = 1;

-- broken: a transfer that nothing speaks for
update tron.token_transfers set verification = 'claimed' where log_index = 0;

-- broken: a second transfer of a direct call
update tron.token_transfers set transaction_id = repeat('b0', 32) where log_index = 1;

-- broken: a transfer at an instant without a block
update tron.token_transfers set mined_at = timestamptz '2026-06-30 19:00:03+00' where log_index = 1;

-- broken: a transfer that the block does not know
insert into tron.token_transfers by name
select * replace (3 as log_index) from tron.token_transfers where log_index = 1;

-- broken: a transfer that is missing
delete from tron.token_transfers where log_index = 1;
