-- good
insert into merchants.receipt_lines by name
select
  'SWK0001' as cashbox_number, '2607010000001' as check_number, position as line_number,
  '000040000001' as merchant_key, 'sale' as operation, timestamptz '2026-07-01 07:00:00+00' as issued_at,
  null as original_issued_at, 'Apples' as item_name, null as item_code, 1.000 as quantity, 580.00 as unit_price_kzt,
  580.00 as gross_kzt, true as is_taxed, 16.00 as vat_stated_pct, 80.00 as vat_stated_kzt, date '2026-07-01' as day
from range(1, 3) as positions(position);
insert into merchants.receipt_lines by name
select
  'SWK0002' as cashbox_number, '2607010000002' as check_number, 1 as line_number,
  'p-' || repeat('ab', 16) as merchant_key, 'sale_return' as operation,
  timestamptz '2026-07-01 18:59:59+00' as issued_at, timestamptz '2026-06-20 07:00:00+00' as original_issued_at,
  'Ride' as item_name, '49320' as item_code, 0.001 as quantity, 0.00 as unit_price_kzt, 0.00 as gross_kzt,
  false as is_taxed, 0.00 as vat_stated_pct, 0.00 as vat_stated_kzt, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table merchants.receipt_lines add column discount_kzt decimal(18, 2);

-- broken: no value where the contract requires one
update merchants.receipt_lines set item_name = null where line_number = 2;

-- broken: a line dearer than its receipt
update merchants.receipt_lines set gross_kzt = 580.01 where line_number = 2;

-- broken: a gift, and its receipt too
update merchants.receipt_lines set operation = 'gift' where operation = 'sale';
update merchants.receipts set operation = 'gift' where operation = 'sale';

-- broken: lines numbered from 0, with the sum of their numbers unchanged
update merchants.receipt_lines set line_number = case line_number when 1 then 0 else 3 end where operation = 'sale';

-- broken: a negative price
update merchants.receipt_lines set unit_price_kzt = -580.00 where line_number = 2;

-- broken: an individual's number in clear, on the receipt too
update merchants.receipt_lines set merchant_key = '900101300123' where operation = 'sale_return';
update merchants.receipts set merchant_key = '900101300123' where operation = 'sale_return';

-- broken: a line of the day before, and its receipt too
update merchants.receipt_lines set issued_at = timestamptz '2026-06-30 18:59:59+00' where operation = 'sale';
update merchants.receipts set issued_at = timestamptz '2026-06-30 18:59:59+00' where operation = 'sale';

-- broken: VAT on an untaxed line, and on its receipt
update merchants.receipt_lines set is_taxed = false where line_number = 2;
