-- good
create table tax.vat_threshold_watch (
  year bigint, merchant_key varchar, as_of_on date, days bigint, days_landed bigint,
  is_year_to_date_complete boolean, oked_code varchar, turnover_kzt decimal(18, 2),
  threshold_kzt decimal(18, 2), turnover_to_threshold_pct decimal(9, 4), watch_status varchar,
  parameter_confidence varchar
);
insert into tax.vat_threshold_watch values
  (2026, '000040000001', date '2026-12-31', 365, 365, true, '47110', 34600000.00, 43250000.00, 80.0000, 'approaching', 'M'),
  (2026, '000040000002', date '2026-12-31', 365, 365, true, '47110', 43250000.00, 43250000.00, 100.0000, 'exceeded', 'H'),
  (2026, '000040000003', date '2026-12-31', 365, 365, true, '47110', -1.00, 43250000.00, 0.0000, 'below', 'H'),
  (2026, '000040000004', date '2026-12-31', 365, 364, false, null, 99999999999999.99, 43250000.00, null, 'exceeded', 'H'),
  (2026, '000040000005', date '2026-12-31', 365, 365, true, '47110', 99000000.00, 43250000.00, 228.9017, 'not_applicable', 'M'),
  (2027, 'p-abababababababababababababababab', date '2027-01-01', 1, 1, true, '49320', 1000.00, null, null, 'unknown', null);

-- broken: a column that nobody promised
alter table tax.vat_threshold_watch add column note varchar;

-- broken: no value where the contract requires one
update tax.vat_threshold_watch set turnover_kzt = null where year = 2027;

-- broken: a merchant twice a year
insert into tax.vat_threshold_watch from tax.vat_threshold_watch where year = 2027;

-- broken: an individual's number in clear
update tax.vat_threshold_watch set merchant_key = '900101300123' where year = 2027;

-- broken: a day of another year
update tax.vat_threshold_watch set as_of_on = date '2026-12-31', days = 365, is_year_to_date_complete = false where year = 2027;

-- broken: a year that lacks a day and is called complete
update tax.vat_threshold_watch set is_year_to_date_complete = true where days_landed = 364;

-- broken: a threshold below nothing
update tax.vat_threshold_watch
set threshold_kzt = -1.00, turnover_to_threshold_pct = 100.0000
where watch_status = 'below';
update tax.vat_threshold_watch set watch_status = 'exceeded' where watch_status = 'below';

-- broken: a status that does not exist
update tax.vat_threshold_watch set watch_status = 'registered' where watch_status = 'below';

-- broken: a percentage that its parts do not give
update tax.vat_threshold_watch set turnover_to_threshold_pct = 80.0002 where watch_status = 'approaching';

-- broken: a status that the percentage does not give
update tax.vat_threshold_watch set watch_status = 'below' where merchant_key = '000040000002';

-- broken: a confidence that says nothing
update tax.vat_threshold_watch set parameter_confidence = null where watch_status = 'below';
