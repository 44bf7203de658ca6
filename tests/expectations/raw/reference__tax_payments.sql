-- good
insert into reference.tax_payments by name
select
  *, date '2026-07-01' as quarter, date '2026-11-25' as paid_on, date '2026-11-26' as day
from (values
  ('P-1', '080840000761', 'vat', '911', 1000.00),
  ('P-2', '080840000761', 'mining_fee', '912', 10.00),
  ('P-3', 'p-' || repeat('1e', 16), 'vat', '913', 0.00)
) as payments(payment_number, taxpayer_key, tax, purpose_code, amount_kzt);

-- broken: a column that nobody promised
alter table reference.tax_payments add column mood varchar;

-- broken: no value where the contract requires one
update reference.tax_payments set amount_kzt = null where payment_number = 'P-1';

-- broken: a payment twice
insert into reference.tax_payments from reference.tax_payments where payment_number = 'P-3';

-- broken: a person's number in clear
update reference.tax_payments set taxpayer_key = '900101300123' where payment_number = 'P-3';

-- broken: a tax that is none of the two
update reference.tax_payments set tax = 'excise' where payment_number = 'P-1';

-- broken: a month for a quarter
update reference.tax_payments set quarter = date '2026-08-01' where payment_number = 'P-1';

-- broken: a code that does not exist
update reference.tax_payments set purpose_code = '914' where payment_number = 'P-1';

-- broken: a payment below zero
update reference.tax_payments set amount_kzt = -0.01 where payment_number = 'P-1';

-- broken: paid tomorrow
update reference.tax_payments set paid_on = date '2026-11-27' where payment_number = 'P-1';
