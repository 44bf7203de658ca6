-- good
insert into cbdc.statements by name
select
  'ST1' as message_id, 'A1' as statement_id, 'p-' || repeat('0a', 16) as account_key, '000040000021' as owner_key,
  timestamptz '2026-07-01 18:59:59+00' as created_at, date '2026-07-01' as closed_on, 100.00 as opening_balance_kzt,
  -10.01 as closing_balance_kzt, 39.99 as credits_kzt, 150.00 as debits_kzt, 3 as entry_count,
  'camt.053-1.xml' as file_name, true as schema_checked, date '2026-07-01' as day;
insert into cbdc.statements by name
select
  'ST1' as message_id, 'A2' as statement_id, 'p-' || repeat('0b', 16) as account_key, null as owner_key,
  timestamptz '2026-07-02 19:30:00+00' as created_at, date '2026-07-01' as closed_on, 0.00 as opening_balance_kzt,
  0.00 as closing_balance_kzt, 0.00 as credits_kzt, 0.00 as debits_kzt, 0 as entry_count,
  'camt.053-1.xml' as file_name, false as schema_checked, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table cbdc.statements add column owner_name varchar;

-- broken: no value where the contract requires one
update cbdc.statements set file_name = null where statement_id = 'A2';

-- broken: one statement twice
update cbdc.statements set statement_id = 'A1';

-- broken: fewer than no entries
update cbdc.statements set entry_count = -1 where statement_id = 'A2';

-- broken: an account in clear
update cbdc.statements set account_key = 'KZ869990900101300123' where statement_id = 'A1';

-- broken: a tiyn too much
update cbdc.statements set closing_balance_kzt = -10.00 where statement_id = 'A1';

-- broken: closed on the day before
update cbdc.statements set closed_on = date '2026-06-30' where statement_id = 'A1';

-- broken: an account with two opening balances on one day
update cbdc.statements set account_key = 'p-' || repeat('0a', 16) where statement_id = 'A2';
