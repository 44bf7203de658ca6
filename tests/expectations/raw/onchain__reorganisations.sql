-- good
insert into onchain.reorganisations by name
select
  1 as chain_id, 1 as sequence, '-' as event, 101 as block_number, '0x' || repeat('c1', 32) as block_hash,
  '0x' || repeat('a0', 32) as parent_hash, '0x' || repeat('a1', 32) as other_hash, 'provisional' as finality,
  date '2026-07-01' as day;
insert into onchain.reorganisations by name
select * replace (2 as sequence, '+' as event, other_hash as block_hash, block_hash as other_hash)
from onchain.reorganisations;

-- broken: a column that nobody promised
alter table onchain.reorganisations add column depth bigint;

-- broken: no value where the contract requires one
update onchain.reorganisations set parent_hash = null where sequence = 1;

-- broken: two events at once
update onchain.reorganisations set sequence = 1;

-- broken: an event of another kind
update onchain.reorganisations set event = '=' where sequence = 2;

-- broken: nobody knows how final the block was
update onchain.reorganisations set finality = 'orphaned' where sequence = 1;

-- broken: a block that was displaced and forgotten
delete from onchain.blocks where finality = 'orphaned';

-- broken: a final block displaced
update onchain.reorganisations set finality = 'final' where sequence = 1;
