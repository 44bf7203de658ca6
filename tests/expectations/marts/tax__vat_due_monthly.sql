-- good
create table tax.vat_due_monthly (
  month date, merchant_key varchar, is_vat_payer boolean, vat_rate_pct decimal(5, 2), oked_code varchar,
  line_count bigint, turnover_kzt decimal(18, 2), vat_due_kzt decimal(18, 2), vat_stated_kzt decimal(18, 2),
  vat_difference_kzt decimal(18, 2), parameter_confidence varchar
);
insert into tax.vat_due_monthly values
  (date '2026-07-01', '000040000001', true, 16.00, '47110', 2, 1160.01, 160.01, 150.00, -10.01, 'H'),
  (date '2026-07-01', 'p-abababababababababababababababab', false, 16.00, '49320', 1, -500.00, 0.00, 0.00, 0.00, 'H-mem');

-- broken: a column that nobody promised
alter table tax.vat_due_monthly add column note varchar;

-- broken: no value where the contract requires one
update tax.vat_due_monthly set vat_stated_kzt = null where not is_vat_payer;

-- broken: one row twice
insert into tax.vat_due_monthly from tax.vat_due_monthly where is_vat_payer;

-- broken: a month named by its second day
update tax.vat_due_monthly set month = date '2026-07-02' where is_vat_payer;

-- broken: an individual's number in clear
update tax.vat_due_monthly set merchant_key = '900101300123' where not is_vat_payer;

-- broken: a rate above 100 percent
update tax.vat_due_monthly set vat_rate_pct = 116.00 where not is_vat_payer;

-- broken: a row without lines
update tax.vat_due_monthly set line_count = 0 where not is_vat_payer;

-- broken: a difference that is off by a tiyn
update tax.vat_due_monthly set vat_difference_kzt = -10.00 where is_vat_payer;

-- broken: VAT due from someone who is no payer
update tax.vat_due_monthly set vat_due_kzt = -68.97, vat_difference_kzt = 68.97 where not is_vat_payer;

-- broken: VAT due by another formula, 16 percent on top
update tax.vat_due_monthly set vat_due_kzt = 185.60, vat_difference_kzt = -35.60 where is_vat_payer;

-- broken: a confidence that says nothing
update tax.vat_due_monthly set parameter_confidence = 'sure' where is_vat_payer;

-- broken: a merchant in no register
update tax.vat_due_monthly set oked_code = null where not is_vat_payer;
