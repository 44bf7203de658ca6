-- good
insert into reference.mining_licences by name
select
  licence_number, miner_key, 'first' as licence_type, date '2025-03-01' as licensed_from,
  date '2028-03-01' as licensed_to, '191810000' as data_centre_kato, 5000.5 as declared_hash_rate_ths, date '2026-07-01' as day
from (values ('M-1', 'p-' || repeat('1e', 16)), ('M-2', '080840000761')) as licences(licence_number, miner_key);

-- broken: a column that nobody promised
alter table reference.mining_licences add column mood varchar;

-- broken: no value where the contract requires one
update reference.mining_licences set data_centre_kato = null where licence_number = 'M-1';

-- broken: a licence twice
insert into reference.mining_licences from reference.mining_licences where licence_number = 'M-1';

-- broken: a person's number in clear
update reference.mining_licences set miner_key = '900101300123' where miner_key like 'p-%';

-- broken: a third type
update reference.mining_licences set licence_type = 'third' where licence_number = 'M-1';

-- broken: a licence that ends before it begins
update reference.mining_licences set licensed_to = date '2025-02-28' where licence_number = 'M-1';

-- broken: half a place
update reference.mining_licences set data_centre_kato = '1918' where licence_number = 'M-1';

-- broken: a negative hash rate
update reference.mining_licences set declared_hash_rate_ths = -1 where licence_number = 'M-1';
