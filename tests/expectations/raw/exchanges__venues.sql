-- good
insert into exchanges.venues by name
select
  'AX-01' as venue_id, 'Steppe Exchange' as venue_name, '000040000011' as bin, 'LA-1' as licence_number,
  'active' as licence_status, date '2024-02-01' as licensed_from, null as licensed_to, date '2026-07-01' as day;
insert into exchanges.venues by name
select
  'AX-02' as venue_id, 'Altyn Digital' as venue_name, '000050000012' as bin, 'LA-2' as licence_number,
  'withdrawn' as licence_status, date '2026-07-01' as licensed_from, date '2026-07-01' as licensed_to,
  date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table exchanges.venues add column owner varchar;

-- broken: no value where the contract requires one
update exchanges.venues set licence_number = null where venue_id = 'AX-02';

-- broken: a venue twice on a day
insert into exchanges.venues from exchanges.venues where venue_id = 'AX-02';

-- broken: an individual's number in clear
update exchanges.venues set bin = '900101300123' where venue_id = 'AX-02';

-- broken: a status that does not exist
update exchanges.venues set licence_status = 'expired' where venue_id = 'AX-02';

-- broken: licensed from tomorrow
update exchanges.venues set licensed_from = date '2026-07-02' where venue_id = 'AX-01';

-- broken: a licence that ends before it starts
update exchanges.venues set licensed_to = date '2026-06-30' where venue_id = 'AX-02';
