-- good
insert into merchants.receipts by name
select
  'SWK0001' as cashbox_number, '2607010000001' as check_number, '000040000001' as merchant_key, 'sale' as operation,
  timestamptz '2026-07-01 07:00:00+00' as issued_at, null as original_issued_at, null as original_check_number,
  'a1' as external_check_number, 'p-' || repeat('cd', 16) as customer_key, false as is_offline, 1 as ofd_code,
  2 as line_count, 1160.00 as total_kzt, 160.00 as vat_stated_kzt, 60.00 as cash_kzt, 100.00 as card_kzt,
  200.00 as credit_kzt, 100.00 as tare_kzt, 100.00 as mobile_kzt, 500.00 as crypto_kzt, 100.00 as digital_tenge_kzt,
  date '2026-07-01' as day;
insert into merchants.receipts by name
select
  'SWK0002' as cashbox_number, '2607010000002' as check_number, 'p-' || repeat('ab', 16) as merchant_key,
  'sale_return' as operation, timestamptz '2026-07-01 18:59:59+00' as issued_at,
  timestamptz '2026-06-20 07:00:00+00' as original_issued_at, '2606200000007' as original_check_number,
  true as is_offline, timestamptz '2026-07-04 18:59:59+00' as delivered_at, 3 as ofd_code, 1 as line_count,
  0.00 as total_kzt, 0.00 as vat_stated_kzt, 0.00 as cash_kzt,
  0.00 as card_kzt, 0.00 as credit_kzt, 0.00 as tare_kzt, 0.00 as mobile_kzt, 0.00 as crypto_kzt,
  0.00 as digital_tenge_kzt, date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table merchants.receipts add column cashier varchar;

-- broken: no value where the contract requires one
update merchants.receipts set is_offline = null where operation = 'sale';

-- broken: a receipt landed on two days
insert into merchants.receipts by name
select * replace (issued_at - interval 1 day as issued_at, day - 1 as day) from merchants.receipts
where operation = 'sale';

-- broken: a gift
update merchants.receipts set operation = 'gift' where operation = 'sale';

-- broken: a fourth operator
update merchants.receipts set ofd_code = 4 where operation = 'sale';

-- broken: a receipt without lines
update merchants.receipts set line_count = 0 where operation = 'sale';

-- broken: a negative payment
update merchants.receipts set cash_kzt = -40.00, card_kzt = 200.00 where operation = 'sale';

-- broken: a total that is one tiyn more than was paid
update merchants.receipts set total_kzt = total_kzt + 0.01 where operation = 'sale';

-- broken: a buyer's number in clear
update merchants.receipts set customer_key = '900101300123' where operation = 'sale';

-- broken: a receipt of the day before
update merchants.receipts set issued_at = timestamptz '2026-06-30 18:59:59+00' where operation = 'sale';

-- broken: more VAT than total
update merchants.receipts set vat_stated_kzt = 1160.01 where operation = 'sale';

-- broken: a return of what was sold later
update merchants.receipts set original_issued_at = timestamptz '2026-07-02 00:00:00+00' where operation = 'sale_return';

-- broken: a receipt that came a second too late
update merchants.receipts set delivered_at = timestamptz '2026-07-04 19:00:00+00' where operation = 'sale_return';
