-- good
create table tax.vat_adjustments_monthly (
  month date, merchant_key varchar, adjustment varchar, turnover_month date, is_vat_payer boolean,
  vat_rate_pct decimal(5, 2), oked_code varchar, line_count bigint, gross_kzt decimal(18, 2), vat_kzt decimal(18, 2),
  vat_stated_kzt decimal(18, 2), vat_difference_kzt decimal(18, 2), parameter_confidence varchar
);
insert into tax.vat_adjustments_monthly values
  (
    date '2026-01-01', '000040000001', 'goods_returned', date '2025-12-01', true, 12.00, '47110', 1, 1120.00, 120.00,
    154.48, 34.48, 'H'
  ),
  (
    date '2026-01-01', 'p-abababababababababababababababab', 'credit_note', date '2026-01-01', false, 16.00, '47110', 2,
    116.00, 0.00, 16.00, 16.00, 'H-value'
  );

-- broken: a column that nobody promised
alter table tax.vat_adjustments_monthly add column note varchar;

-- broken: no value where the contract requires one
update tax.vat_adjustments_monthly set line_count = null where not is_vat_payer;

-- broken: the same twice
insert into tax.vat_adjustments_monthly from tax.vat_adjustments_monthly where is_vat_payer;

-- broken: back before it was sold
update tax.vat_adjustments_monthly set turnover_month = date '2026-02-01' where is_vat_payer;

-- broken: an individual's number in clear
update tax.vat_adjustments_monthly set merchant_key = '900101300123' where not is_vat_payer;

-- broken: a kind that nobody knows
update tax.vat_adjustments_monthly set adjustment = 'gift' where is_vat_payer;

-- broken: lines of nothing
update tax.vat_adjustments_monthly set line_count = 0 where is_vat_payer;

-- broken: VAT of one who owes none
update tax.vat_adjustments_monthly set vat_kzt = 16.00, vat_difference_kzt = 0.00 where not is_vat_payer;

-- broken: a confidence of nothing
update tax.vat_adjustments_monthly set parameter_confidence = 'sure' where is_vat_payer;

-- broken: no kind of activity
update tax.vat_adjustments_monthly set oked_code = null where not is_vat_payer;
