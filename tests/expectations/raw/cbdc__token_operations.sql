-- good
insert into cbdc.token_operations by name
select
  'OP1' as operation_id, 'ISSUE' as transaction_type, 'E1' as end_to_end_id, 1000.00 as amount_kzt, 'M1' as mark_code,
  'road repair' as mark_purpose, 'GZ-1' as contract_number, null as parent_operation_id,
  null as vat_amount_marked_kzt, 0 as tier_depth, '000040000021' as debtor_key, '010040000020' as creditor_key,
  'ACSC' as status, null as reason_code, timestamptz '2026-07-01 04:00:00+00' as decided_at, 'TK1-S' as message_id,
  'pacs.002-1.xml' as file_name, true as schema_checked, date '2026-07-01' as day;
insert into cbdc.token_operations by name
select
  'OP2' as operation_id, 'TRANSFER' as transaction_type, 'E2' as end_to_end_id, 900.00 as amount_kzt,
  'M1' as mark_code, 'road repair' as mark_purpose, 'GZ-1' as contract_number, 'OP1' as parent_operation_id,
  120.00 as vat_amount_marked_kzt, 1 as tier_depth, '010040000020' as debtor_key,
  'p-' || repeat('0a', 16) as creditor_key, 'ACSC' as status, null as reason_code,
  timestamptz '2026-07-02 18:59:59+00' as decided_at, 'TK2-S' as message_id, 'pacs.002-1.xml' as file_name,
  true as schema_checked, date '2026-07-02' as day;
insert into cbdc.token_operations by name
select
  'OP3' as operation_id, 'TRANSFER' as transaction_type, 'E3' as end_to_end_id, 200.00 as amount_kzt,
  'M1' as mark_code, 'road repair' as mark_purpose, 'GZ-1' as contract_number, 'OP1' as parent_operation_id,
  null as vat_amount_marked_kzt, 1 as tier_depth, '010040000020' as debtor_key, '020040000021' as creditor_key,
  'RJCT' as status, 'AG01' as reason_code, timestamptz '2026-07-02 05:00:00+00' as decided_at,
  'TK2-S' as message_id, 'pacs.002-1.xml' as file_name, true as schema_checked, date '2026-07-02' as day;
insert into cbdc.token_operations by name
select
  'OP4' as operation_id, 'REDEEM' as transaction_type, 'E4' as end_to_end_id, 50.00 as amount_kzt, null as mark_code,
  null as mark_purpose, null as contract_number, null as parent_operation_id, null as vat_amount_marked_kzt,
  null as tier_depth, '020040000021' as debtor_key, '000040000021' as creditor_key, 'ACSC' as status,
  null as reason_code, timestamptz '2026-07-02 05:00:00+00' as decided_at, 'TK2-S' as message_id,
  'pacs.002-1.xml' as file_name, true as schema_checked, date '2026-07-02' as day;

-- broken: a column that nobody promised
alter table cbdc.token_operations add column wallet varchar;

-- broken: no value where the contract requires one
update cbdc.token_operations set end_to_end_id = null where operation_id = 'OP4';

-- broken: settled again on another day
insert into cbdc.token_operations
select * replace (date '2026-07-03' as day, timestamptz '2026-07-03 05:00:00+00' as decided_at)
from cbdc.token_operations where operation_id = 'OP4';

-- broken: burnt
update cbdc.token_operations set transaction_type = 'BURN' where operation_id = 'OP4';

-- broken: accepted, but what then
update cbdc.token_operations set status = 'ACTC' where operation_id = 'OP4';

-- broken: less than nothing
update cbdc.token_operations set amount_kzt = -0.01 where operation_id = 'OP4';

-- broken: a person in clear
update cbdc.token_operations set creditor_key = '900101300123' where operation_id = 'OP2';

-- broken: decided when the day was over
update cbdc.token_operations set decided_at = timestamptz '2026-07-02 19:00:00+00' where operation_id = 'OP4';

-- broken: a tiyn more spent than there was, and on two days
insert into cbdc.token_operations
select * replace (
  'OP5' as operation_id, 100.01 as amount_kzt, date '2026-07-03' as day,
  timestamptz '2026-07-03 05:00:00+00' as decided_at
)
from cbdc.token_operations where operation_id = 'OP2';

-- broken: the mark changed on the way
update cbdc.token_operations set mark_code = 'M2' where operation_id = 'OP2';

-- broken: a tier was skipped
update cbdc.token_operations set tier_depth = 2 where operation_id = 'OP2';

-- broken: the token that is spent was never made
update cbdc.token_operations set parent_operation_id = 'OP0' where operation_id = 'OP4';
