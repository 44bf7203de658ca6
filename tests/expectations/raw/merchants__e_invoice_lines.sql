-- good
insert into merchants.e_invoice_lines by name
select
  '000040000001' as seller_key, '1' as invoice_number, 1 as line_number, 'Flour' as item_name,
  '1' as catalogue_code, '4' as origin_code, '796' as unit_code, 1.000000 as quantity, 3900.000000 as unit_price_kzt,
  3900.00 as net_kzt, 0.00 as excise_kzt, 12.00 as vat_pct, 468.00 as vat_kzt, 4368.00 as gross_kzt,
  3900.00 as turnover_kzt, date '2026-07-16' as day;
insert into merchants.e_invoice_lines by name
select
  'p-' || repeat('ab', 16) as seller_key, '2' as invoice_number, 1 as line_number, 'Repairs' as item_name,
  -100.00 as net_kzt, 0.00 as excise_kzt, 0.00 as vat_kzt, -100.00 as gross_kzt, -100.00 as turnover_kzt,
  date '2026-07-16' as day;

-- broken: a column that nobody promised
alter table merchants.e_invoice_lines add column tnved varchar;

-- broken: no value where the contract requires one
update merchants.e_invoice_lines set item_name = null where item_name = 'Repairs';

-- broken: a line twice, and the invoice's sum at half
insert into merchants.e_invoice_lines by name
select * replace ('3' as invoice_number) from merchants.e_invoice_lines where item_name = 'Repairs';
insert into merchants.e_invoice_lines from merchants.e_invoice_lines where invoice_number = '3';

-- broken: a line before the first
update merchants.e_invoice_lines set line_number = 0 where item_name = 'Repairs';

-- broken: a price that is one tiyn off
update merchants.e_invoice_lines set net_kzt = net_kzt + 0.01 where item_name = 'Flour';

-- broken: VAT without a rate
update merchants.e_invoice_lines set vat_pct = null where item_name = 'Flour';

-- broken: a line that its invoice does not know
update merchants.e_invoice_lines
set net_kzt = net_kzt - 1, gross_kzt = gross_kzt - 1, turnover_kzt = turnover_kzt - 1
where item_name = 'Repairs';

-- broken: an individual's number in clear
update merchants.e_invoice_lines set seller_key = '900101300123' where item_name = 'Repairs';
