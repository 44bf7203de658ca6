-- good
insert into cbdc.statement_entries by name
select
  'camt.053' as message_kind, 'ST1' as message_id, 'A1' as statement_id, position as entry_number,
  'p-' || repeat('0a', 16) as account_key, null as entry_reference, 'E1' as end_to_end_id, direction,
  0.00 as amount_kzt, false as is_reversal, status, date '2026-07-01' as booked_on, date '2026-07-02' as valued_on,
  'camt.053-1.xml' as file_name, true as schema_checked, date '2026-07-01' as day
from (values (1, 'CRDT', 'BOOK'), (2, 'DBIT', 'PDNG')) as entries(position, direction, status);
insert into cbdc.statement_entries by name
select
  'camt.054' as message_kind, 'ST1' as message_id, 'A1' as statement_id, 1 as entry_number,
  'p-' || repeat('0a', 16) as account_key, 'R1' as entry_reference, null as end_to_end_id, 'CRDT' as direction,
  12.34 as amount_kzt, true as is_reversal, 'INFO' as status, null as booked_on, null as valued_on,
  'camt.054-1.xml' as file_name, false as schema_checked, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table cbdc.statement_entries add column remittance varchar;

-- broken: no value where the contract requires one
update cbdc.statement_entries set is_reversal = null where entry_number = 2;

-- broken: one entry twice
update cbdc.statement_entries set entry_number = 1;

-- broken: an entry of no message that we read
update cbdc.statement_entries set message_kind = 'camt.052' where entry_number = 2;

-- broken: a direction that does not exist
update cbdc.statement_entries set direction = 'UP' where entry_number = 2;

-- broken: a status that does not exist
update cbdc.statement_entries set status = 'LOST' where entry_number = 2;

-- broken: a negative amount
update cbdc.statement_entries set amount_kzt = -0.01 where entry_number = 2;

-- broken: an account in clear
update cbdc.statement_entries set account_key = 'KZ869990900101300123' where entry_number = 2;

-- broken: booked on the day after
update cbdc.statement_entries set booked_on = date '2026-07-02' where entry_number = 2;
