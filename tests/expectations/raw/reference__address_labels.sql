-- good
insert into reference.address_labels by name
select
  '0x' || repeat(digit, 40) as address, 'p-' || repeat('1e', 16) as cluster_key, 'resident' as category, residency,
  'AX-01' as labelled_by, date '2026-07-01' as labelled_on, date '2026-07-01' as day
from (values ('1', 'resident'), ('2', 'non_resident'), ('3', 'unknown')) as labels(digit, residency);

-- broken: a column that nobody promised
alter table reference.address_labels add column holder varchar;

-- broken: no value where the contract requires one
update reference.address_labels set labelled_by = null where residency = 'unknown';

-- broken: an address with two holders
insert into reference.address_labels by name
select * replace ('p-' || repeat('2e', 16) as cluster_key) from reference.address_labels where residency = 'unknown';

-- broken: an address in mixed case
update reference.address_labels set address = '0x' || repeat('A', 40) where residency = 'unknown';

-- broken: a holder's number in clear
update reference.address_labels set cluster_key = '900101300123' where residency = 'unknown';

-- broken: a residency that does not exist
update reference.address_labels set residency = 'tourist' where residency = 'unknown';

-- broken: labelled tomorrow
update reference.address_labels set labelled_on = date '2026-07-02' where residency = 'unknown';
