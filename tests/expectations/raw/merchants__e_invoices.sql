-- good
insert into merchants.e_invoices by name
select
  '000040000001' as seller_key, '1' as invoice_number, 'ordinary' as invoice_type, date '2026-07-16' as issued_on,
  date '2026-07-01' as turnover_on, 'p-' || repeat('cd', 16) as customer_key, 'KZ' as customer_country,
  1 as line_count, 3900.00 as net_kzt, 0.00 as excise_kzt, 468.00 as vat_kzt, 4368.00 as gross_kzt,
  3900.00 as turnover_kzt, date '2026-07-16' as day;
insert into merchants.e_invoices by name
select
  'p-' || repeat('ab', 16) as seller_key, '2' as invoice_number, 'additional' as invoice_type,
  date '2026-07-16' as issued_on, date '2026-06-01' as turnover_on, '1' as related_invoice_number,
  date '2026-07-16' as related_issued_on, 1 as line_count, -100.00 as net_kzt, 0.00 as excise_kzt, 0.00 as vat_kzt,
  -100.00 as gross_kzt, -100.00 as turnover_kzt, date '2026-07-16' as day;

-- broken: a column that nobody promised
alter table merchants.e_invoices add column operator varchar;

-- broken: no value where the contract requires one
update merchants.e_invoices set excise_kzt = null where invoice_type = 'additional';

-- broken: an invoice twice on a day
insert into merchants.e_invoices from merchants.e_invoices where invoice_type = 'additional';

-- broken: an invoice that is none
update merchants.e_invoices
set invoice_type = 'draft', net_kzt = 100.00, gross_kzt = 100.00, turnover_kzt = 100.00
where invoice_type = 'additional';

-- broken: an invoice of the day before
update merchants.e_invoices set day = date '2026-07-17' where invoice_type = 'ordinary';

-- broken: an invoice without lines
update merchants.e_invoices set line_count = 0 where invoice_type = 'additional';

-- broken: a price that is one tiyn off
update merchants.e_invoices set gross_kzt = gross_kzt + 0.01 where invoice_type = 'ordinary';

-- broken: the number of two sole traders together
update merchants.e_invoices set customer_key = '000060000001' where invoice_type = 'ordinary';

-- broken: an addition to nothing
update merchants.e_invoices set related_invoice_number = null, related_issued_on = null
where invoice_type = 'additional';

-- broken: a sale below zero
update merchants.e_invoices
set
  invoice_type = 'ordinary', turnover_on = issued_on, related_invoice_number = null, related_issued_on = null
where invoice_type = 'additional';

-- broken: an invoice on the sixteenth day
update merchants.e_invoices set turnover_on = date '2026-06-30' where invoice_type = 'ordinary';

-- broken: an addition to what was issued later
update merchants.e_invoices set related_issued_on = date '2026-07-17' where invoice_type = 'additional';
