-- good
insert into lake.partitions by name
select 'museum.visits' as dataset, 400 as rows_received, 380 as rows_landed, 20 as rows_quarantined,
  true as is_whole, false as may_be_empty, date '2026-07-01' as day;
insert into lake.partitions by name
select 'museum.lectures' as dataset, 0 as rows_received, 0 as rows_landed, 0 as rows_quarantined,
  true as is_whole, true as may_be_empty, date '2026-07-02' as day;

-- broken: a column that nobody promised
alter table lake.partitions add column owner varchar;

-- broken: no value where the contract requires one
update lake.partitions set dataset = null where day = date '2026-07-02';

-- broken: a day twice
insert into lake.partitions from lake.partitions where day = date '2026-07-02';

-- broken: a row that is nowhere
update lake.partitions set rows_landed = 379 where rows_landed = 380;

-- broken: twenty-one of four hundred turned away
update lake.partitions set rows_landed = 379, rows_quarantined = 21 where rows_landed = 380;

-- broken: a day on which nobody came
update lake.partitions set may_be_empty = false where day = date '2026-07-02';

-- broken: nothing after many
insert into lake.partitions by name
select * replace (12 as rows_received, 12 as rows_landed, 0 as rows_quarantined)
from lake.partitions where rows_landed = 0;
update lake.partitions set rows_landed = 20, rows_received = 20, day = date '2026-07-01' where rows_landed = 12;

-- broken: a field that nobody named
update lake.partitions set new_fields = 'mood' where rows_landed = 380;

-- broken: a part of a day
update lake.partitions set is_whole = false where day = date '2026-07-02';
