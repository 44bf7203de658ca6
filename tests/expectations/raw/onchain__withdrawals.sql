-- good
insert into onchain.withdrawals by name
select
  1 as chain_id, 100 as block_number, '0x' || repeat('a0', 32) as block_hash, position,
  timestamptz '2026-06-30 19:00:00+00' as mined_at, 7000 + position as withdrawal_index, 12 as validator_index,
  '0x' || repeat('0f', 20) as to_address, '17250000000000000' as amount_base_units, 'final' as finality,
  date '2026-07-01' as day
from range(2) as positions(position);

-- broken: a column that nobody promised
alter table onchain.withdrawals add column kind varchar;

-- broken: no value where the contract requires one
update onchain.withdrawals set validator_index = null where position = 1;

-- broken: two withdrawals at one position
update onchain.withdrawals set position = 1;

-- broken: nobody knows whether its block stands
update onchain.withdrawals set finality = 'likely';
update onchain.blocks set finality = 'likely' where block_number = 100;

-- broken: one withdrawal twice
update onchain.withdrawals set withdrawal_index = 7000;

-- broken: an address in mixed case
update onchain.withdrawals set to_address = '0x' || repeat('0F', 20) where position = 1;

-- broken: a part of a Gwei
update onchain.withdrawals set amount_base_units = '17250000000000001' where position = 1;

-- broken: a withdrawal that is missing
delete from onchain.withdrawals where position = 1;
