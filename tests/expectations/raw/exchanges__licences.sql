-- good
insert into exchanges.licences by name
select
  'AX-01' as venue_id, 'LA-1' as licence_number, 'operating_trading_facility' as licence_type,
  'active' as licence_status, date '2024-02-01' as valid_from, null as valid_to, date '2024-01-18' as decided_on,
  date '2026-07-01' as day;
insert into exchanges.licences by name
select
  'AX-02' as venue_id, 'LA-2' as licence_number, 'operating_trading_facility' as licence_type,
  'suspended' as licence_status, date '2026-06-01' as valid_from, date '2026-06-30' as valid_to,
  date '2026-05-18' as decided_on, date '2026-07-01' as day;
insert into exchanges.licences by name
select
  'AX-02' as venue_id, 'LA-2' as licence_number, 'operating_trading_facility' as licence_type,
  'withdrawn' as licence_status, date '2026-07-01' as valid_from, date '2026-07-01' as valid_to,
  date '2026-05-18' as decided_on, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table exchanges.licences add column owner varchar;

-- broken: no value where the contract requires one
update exchanges.licences set decided_on = null where licence_status = 'withdrawn';

-- broken: a span twice
insert into exchanges.licences from exchanges.licences where licence_status = 'withdrawn';

-- broken: a status that does not exist
update exchanges.licences set licence_status = 'expired' where licence_status = 'withdrawn';

-- broken: a span that begins tomorrow
update exchanges.licences set valid_from = date '2026-07-02', valid_to = null where licence_status = 'withdrawn';

-- broken: a span that ends before it begins
update exchanges.licences set valid_to = date '2026-06-30' where licence_status = 'withdrawn';

-- broken: a suspension that goes on while the licence is withdrawn
update exchanges.licences set valid_to = null where licence_status = 'suspended';

-- broken: a licence of nobody
update exchanges.licences set venue_id = 'AX-99' where licence_status = 'active';
