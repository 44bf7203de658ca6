-- good
insert into cbdc.vat_refund_applications by name
select
  'VR1' as application_id, 'p-' || repeat('0a', 16) as taxpayer_key, '2026-Q2' as tax_period, 1000.50 as amount_kzt,
  'digital' as channel, 'open' as status, date '2026-07-01' as applied_on, null as decided_on, null as credited_on,
  'vat_refunds-1.json' as file_name, date '2026-07-01' as day
union all select
  'VR1', 'p-' || repeat('0a', 16), '2026-Q2', 1000.50, 'digital', 'credited', date '2026-07-01', date '2026-07-02',
  date '2026-07-02', 'vat_refunds-2.json', date '2026-07-02'
union all select
  'VR2', '010040000020', '2026-Q1', 0.00, 'ordinary', 'rejected', date '2026-05-01', date '2026-07-01', null,
  'vat_refunds-1.json', date '2026-07-01';

-- broken: a column that nobody promised
alter table cbdc.vat_refund_applications add column taxpayer_name varchar;

-- broken: no value where the contract requires one
update cbdc.vat_refund_applications set file_name = null where application_id = 'VR2';

-- broken: told twice on one day
update cbdc.vat_refund_applications
set day = date '2026-07-02' where application_id = 'VR1';

-- broken: by post
update cbdc.vat_refund_applications set channel = 'post' where application_id = 'VR2';

-- broken: lost
update cbdc.vat_refund_applications set status = 'lost' where application_id = 'VR2';

-- broken: less than nothing
update cbdc.vat_refund_applications set amount_kzt = -0.01 where application_id = 'VR2';

-- broken: a person in clear
update cbdc.vat_refund_applications set taxpayer_key = '900101300123' where application_id = 'VR2';

-- broken: open and decided
update cbdc.vat_refund_applications set status = 'open' where application_id = 'VR2';

-- broken: decided before it was made
update cbdc.vat_refund_applications set decided_on = date '2026-04-30' where application_id = 'VR2';

-- broken: asked for more on the next day
update cbdc.vat_refund_applications set amount_kzt = 2000.00 where application_id = 'VR1' and status = 'credited';
