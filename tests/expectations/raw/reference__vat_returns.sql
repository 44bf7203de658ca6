-- good
insert into reference.vat_returns by name
select
  *, date '2026-07-01' as quarter, date '2026-11-10' as filed_on, 0.00 as vat_with_invoice_kzt,
  date '2026-11-15' as day
from (values
  ('R-1', '080840000761', 'regular', 1600.00, 600.00),
  ('R-2', '080840000761', 'additional', -100.00, -10.00),
  ('R-3', 'p-' || repeat('1e', 16), 'liquidation', 0.00, 0.00)
) as returns(return_number, taxpayer_key, return_type, vat_without_invoice_kzt, vat_offset_kzt);

-- broken: a column that nobody promised
alter table reference.vat_returns add column mood varchar;

-- broken: no value where the contract requires one
update reference.vat_returns set vat_offset_kzt = null where return_number = 'R-1';

-- broken: a return twice
insert into reference.vat_returns from reference.vat_returns where return_number = 'R-3';

-- broken: a person's number in clear
update reference.vat_returns set taxpayer_key = '900101300123' where return_number = 'R-3';

-- broken: a month for a quarter
update reference.vat_returns set quarter = date '2026-08-01' where return_number = 'R-1';

-- broken: a type that does not exist
update reference.vat_returns set return_type = 'first' where return_number = 'R-1';

-- broken: filed tomorrow
update reference.vat_returns set filed_on = date '2026-11-16' where return_number = 'R-1';

-- broken: less than nothing declared
update reference.vat_returns set vat_with_invoice_kzt = -0.01 where return_number = 'R-1';
