-- good
create table tax.vat_gap_quarterly (
  quarter date, merchant_key varchar, oked_code varchar, known_on date, days bigint, days_landed bigint,
  is_turnover_complete boolean, return_due_on date, payment_due_on date, is_return_due boolean, is_payment_due boolean,
  first_filed_on date, return_count bigint, receipts_vat_due_kzt decimal(18, 2), invoices_vat_due_kzt decimal(18, 2),
  vat_due_kzt decimal(18, 2), receipts_vat_declared_kzt decimal(18, 2), invoices_vat_declared_kzt decimal(18, 2),
  vat_declared_kzt decimal(18, 2), vat_offset_kzt decimal(18, 2), vat_payable_kzt decimal(18, 2),
  vat_paid_kzt decimal(18, 2), receipts_gap_kzt decimal(18, 2), compliance_gap_kzt decimal(18, 2), collection_gap_kzt decimal(18, 2),
  total_gap_kzt decimal(18, 2), receipts_gap_pct decimal(9, 4), compliance_gap_pct decimal(9, 4), collection_gap_pct decimal(9, 4),
  total_gap_pct decimal(9, 4), parameter_confidence varchar
);
insert into tax.vat_gap_quarterly values
  (
    date '2026-07-01', '000040000001', '47110', date '2026-11-26', 92, 92, true, date '2026-11-16', date '2026-11-25',
    true, true, date '2026-11-10', 2, 80.00, 20.00, 100.00, 40.00, 20.00, 60.00, 20.00, 40.00, 10.00, 40.00, 40.00, 30.00,
    70.00, 50.0000, 40.0000, 75.0000, 87.5000, 'H-mem'
  ),
  (
    date '2026-07-01', '000040000002', null, date '2026-11-26', 92, 91, false, date '2026-11-16', date '2026-11-25',
    true, true, null, 0, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 5.00, null, null, -5.00, null, null, null, null,
    null, 'H-mem'
  ),
  (
    date '2026-04-01', '000040000004', '47110', date '2026-11-26', 91, 0, false, date '2026-08-17', date '2026-08-25',
    true, true, date '2026-08-10', 1, null, 20.00, null, 40.00, 20.00, 60.00, 20.00, 40.00, 40.00, null, null, 0.00,
    null, null, null, 0.0000, null, 'H-mem'
  ),
  (
    date '2026-10-01', 'p-abababababababababababababababab', '49320', date '2026-11-26', 92, 57, false,
    date '2027-02-15', date '2027-02-25', false, false, null, 0, 7.00, 0.00, 7.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00,
    null, null, null, null, null, null, null, null, 'L'
  ),
  (
    date '2022-10-01', '000040000003', '47110', null, 92, 92, true, null, null, false, false, null, 0, 1.00, 0.00,
    1.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, null, null, null, null, null, null, null, null, null
  );

-- broken: a column that nobody promised
alter table tax.vat_gap_quarterly add column note varchar;

-- broken: no value where the contract requires one
update tax.vat_gap_quarterly set vat_paid_kzt = null where quarter = date '2026-10-01';

-- broken: a merchant twice a quarter
insert into tax.vat_gap_quarterly from tax.vat_gap_quarterly where quarter = date '2026-10-01';

-- broken: a quarter that begins in its second month
update tax.vat_gap_quarterly set quarter = date '2026-11-01' where quarter = date '2026-10-01';

-- broken: an individual's number in clear
update tax.vat_gap_quarterly set merchant_key = '900101300123' where quarter = date '2026-10-01';

-- broken: more days landed than the quarter has
update tax.vat_gap_quarterly set days_landed = 93 where quarter = date '2026-10-01';

-- broken: nothing due of a quarter that nobody knows
update tax.vat_gap_quarterly set receipts_vat_due_kzt = 0.00, vat_due_kzt = 20.00 where days_landed = 0;

-- broken: a sum that its parts do not give
update tax.vat_gap_quarterly set receipts_vat_due_kzt = 8.00 where quarter = date '2026-10-01';

-- broken: a total that its parts do not give
update tax.vat_gap_quarterly set total_gap_kzt = -5.00 where merchant_key = '000040000002';

-- broken: a gap of a quarter that is not over
update tax.vat_gap_quarterly set collection_gap_kzt = 0.00 where quarter = date '2026-10-01';

-- broken: due before the deadline is known to have passed
update tax.vat_gap_quarterly
set known_on = date '2026-11-15', is_turnover_complete = false, receipts_gap_kzt = null, compliance_gap_kzt = null, total_gap_kzt = null,
  receipts_gap_pct = null, compliance_gap_pct = null, total_gap_pct = null, days_landed = 91
where merchant_key = '000040000001';

-- broken: a percentage that its parts do not give
update tax.vat_gap_quarterly set total_gap_pct = 87.5002 where merchant_key = '000040000001';

-- broken: declared without a return
update tax.vat_gap_quarterly set first_filed_on = null where merchant_key = '000040000001';

-- broken: a confidence that says nothing
update tax.vat_gap_quarterly set parameter_confidence = null where quarter = date '2026-10-01';
