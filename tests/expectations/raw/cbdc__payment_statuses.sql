-- good
insert into cbdc.payment_statuses by name
select
  'S' || position as message_id, 'M1' as original_message_id, 'E1' as original_end_to_end_id, status,
  null as reason_code, timestamptz '2026-06-30 19:00:00+00' as decided_at, 'pacs.002-1.xml' as file_name,
  true as schema_checked,
  date '2026-07-01' as day
from (values (1, 'PDNG'), (2, 'ACSC')) as decisions(position, status);

-- broken: a column that nobody promised
alter table cbdc.payment_statuses add column remark varchar;

-- broken: no value where the contract requires one
update cbdc.payment_statuses set file_name = null where message_id = 'S1';

-- broken: one decision twice
update cbdc.payment_statuses set message_id = 'S1';

-- broken: a status that does not exist
update cbdc.payment_statuses set status = 'LOST' where message_id = 'S1';

-- broken: a decision of the day before
update cbdc.payment_statuses set decided_at = timestamptz '2026-06-30 18:59:59+00' where message_id = 'S1';

-- broken: a payment both settled and rejected
update cbdc.payment_statuses set status = 'RJCT' where message_id = 'S1';
