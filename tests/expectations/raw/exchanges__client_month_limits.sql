-- good
insert into exchanges.client_month_limits by name
select
  venue_id, 'p-' || repeat('ef', 16) as client_key, 'resident' as client_residency, date '2026-07-01' as month,
  600.5 as deposited_usd, true as is_knowledge_test_passed, date '2026-07-02' as knowledge_test_passed_on,
  date '2026-07-02' as day
from (values ('AX-01'), ('AX-02')) as venues(venue_id);
insert into exchanges.client_month_limits by name
select
  'AX-03' as venue_id, 'p-' || repeat('ab', 16) as client_key, 'unknown' as client_residency,
  date '2026-07-01' as month, 0 as deposited_usd, false as is_knowledge_test_passed, date '2026-07-02' as day;

-- broken: a column that nobody promised
alter table exchanges.client_month_limits add column client_name varchar;

-- broken: no value where the contract requires one
update exchanges.client_month_limits set deposited_usd = null where venue_id = 'AX-03';

-- broken: a month twice
insert into exchanges.client_month_limits from exchanges.client_month_limits where venue_id = 'AX-03';

-- broken: a client's number in clear
update exchanges.client_month_limits set client_key = '900101300123' where venue_id = 'AX-03';

-- broken: a residency that does not exist
update exchanges.client_month_limits set client_residency = 'KZ' where venue_id = 'AX-03';

-- broken: another month than the day's
update exchanges.client_month_limits set month = date '2026-06-01' where venue_id = 'AX-03';

-- broken: a negative deposit
update exchanges.client_month_limits set deposited_usd = -1 where venue_id = 'AX-03';

-- broken: a test that is passed tomorrow
update exchanges.client_month_limits set knowledge_test_passed_on = date '2026-07-03';

-- broken: a test passed at one venue alone
update exchanges.client_month_limits set is_knowledge_test_passed = false, knowledge_test_passed_on = null
where venue_id = 'AX-02';
