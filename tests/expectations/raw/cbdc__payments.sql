-- good
insert into cbdc.payments by name
select
  'M1' as message_id, 'E1' as end_to_end_id, null as uetr, timestamptz '2026-06-30 19:00:00+00' as created_at,
  date '2026-07-01' as settled_on, 1000000.01 as amount_kzt, '000040000021' as debtor_key,
  'p-' || repeat('0f', 16) as creditor_key, 'CASPKZKA' as debtor_agent_bic, 'HSBKKZKX' as creditor_agent_bic,
  '710' as purpose_code, 'pacs.008-1.xml' as file_name, true as schema_checked, date '2026-07-01' as day;
insert into cbdc.payments by name
select
  'M1' as message_id, 'E2' as end_to_end_id, timestamptz '2026-07-01 18:59:59+00' as created_at, 0.00 as amount_kzt,
  'pacs.008-1.xml' as file_name, true as schema_checked, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table cbdc.payments add column remittance varchar;

-- broken: no value where the contract requires one
update cbdc.payments set file_name = null where end_to_end_id = 'E2';

-- broken: one order twice
update cbdc.payments set end_to_end_id = 'E1';

-- broken: a negative order
update cbdc.payments set amount_kzt = -0.01 where end_to_end_id = 'E2';

-- broken: a payer's number in clear
update cbdc.payments set debtor_key = '900101300123' where end_to_end_id = 'E1';

-- broken: an order of the next day
update cbdc.payments set created_at = timestamptz '2026-07-01 19:00:00+00' where end_to_end_id = 'E1';

-- broken: a purpose in words
update cbdc.payments set purpose_code = 'goods' where end_to_end_id = 'E1';
