-- good
insert into cbdc.balances by name
select
  'p-' || repeat('0a', 16) as account_key, '000040000021' as owner_key, 'issuer' as account_type,
  date '2026-07-01' as balanced_on, -500.00 as opening_balance_kzt, -1500.00 as closing_balance_kzt,
  0.00 as marked_balance_kzt, 'LG1' as message_id, 'A1' as statement_id, 'camt.053-1.xml' as file_name,
  true as schema_checked, date '2026-07-01' as day
union all select
  'p-' || repeat('0b', 16), null, 'holder', date '2026-07-01', 500.00, 500.00, 0.00, 'LG1', 'A2', 'camt.053-1.xml', true,
  date '2026-07-01'
union all select
  'p-' || repeat('0c', 16), '010040000020', 'holder', date '2026-07-01', 0.00, 1000.00, 1000.00, 'LG1', 'A3',
  'camt.053-1.xml', true, date '2026-07-01'
union all select
  'p-' || repeat('0a', 16), '000040000021', 'issuer', date '2026-07-02', -1500.00, -1450.00, 0.00, 'LG2', 'A1',
  'camt.053-1.xml', true, date '2026-07-02'
union all select
  'p-' || repeat('0b', 16), null, 'holder', date '2026-07-02', 500.00, 450.00, 0.00, 'LG2', 'A2', 'camt.053-1.xml', true,
  date '2026-07-02'
union all select
  'p-' || repeat('0c', 16), '010040000020', 'holder', date '2026-07-02', 1000.00, 1000.00, 1000.00, 'LG2', 'A3',
  'camt.053-1.xml', true, date '2026-07-02';

-- broken: a column that nobody promised
alter table cbdc.balances add column owner_name varchar;

-- broken: no value where the contract requires one
update cbdc.balances set file_name = null where statement_id = 'A2';

-- broken: an account with two balances on one day
insert into cbdc.balances
select * replace (0.00 as closing_balance_kzt, 500.00 as opening_balance_kzt, 'A4' as statement_id)
from cbdc.balances where statement_id = 'A2' and day = date '2026-07-02';

-- broken: an account of nobody
update cbdc.balances set account_type = 'bank' where statement_id = 'A2';

-- broken: an account in clear
update cbdc.balances set account_key = 'KZ869990900101300123' where statement_id = 'A3';

-- broken: of the day before
update cbdc.balances set balanced_on = date '2026-06-30' where statement_id = 'A1';

-- broken: more marked than there is
update cbdc.balances set marked_balance_kzt = 1000.01 where statement_id = 'A3' and day = date '2026-07-02';

-- broken: a holder who owes
update cbdc.balances set closing_balance_kzt = if(statement_id = 'A2', -50.00, 1500.00)
where statement_id in ('A2', 'A3') and day = date '2026-07-02';

-- broken: a tiyn more held than issued
update cbdc.balances set closing_balance_kzt = 1000.01 where statement_id = 'A3' and day = date '2026-07-02';

-- broken: outstanding money that nobody issued
update cbdc.balances set closing_balance_kzt = closing_balance_kzt + if(statement_id = 'A1', -1.00, 1.00)
where statement_id in ('A1', 'A2') and day = date '2026-07-02';

-- broken: money that came overnight
update cbdc.balances set opening_balance_kzt = 1000.01 where statement_id = 'A3' and day = date '2026-07-02';

-- broken: an account that went with its money
update cbdc.balances
set account_key = 'p-' || repeat('0d', 16), opening_balance_kzt = 0.00
where statement_id = 'A3' and day = date '2026-07-02';
