-- good
create table digital_tenge.vat_refunds_monthly (
  month date, channel varchar, observed_from_on date, observed_to_on date, applications bigint,
  credited_applications bigint, rejected_applications bigint, open_applications bigint, credited_kzt decimal(18, 2),
  open_kzt decimal(18, 2), median_calendar_days bigint, p90_calendar_days bigint, longest_calendar_days bigint,
  known_to_calendar_days bigint,
  median_business_days bigint, p90_business_days bigint, longest_business_days bigint, known_to_business_days bigint,
  uncounted_applications bigint, target_business_days bigint,
  within_target_pct decimal(9, 4), baseline_2026_calendar_days bigint, baseline_2024_low_calendar_days bigint,
  baseline_2024_high_calendar_days bigint, pilot_2024_low_calendar_days bigint, pilot_2024_high_calendar_days bigint,
  against_target varchar, against_baseline_2026 varchar, against_baseline_2024 varchar, against_pilot_2024 varchar,
  rests_on_low_confidence_days boolean, parameter_confidence varchar
);
insert into digital_tenge.vat_refunds_monthly values
  (date '2026-07-01', 'digital', date '2026-07-01', date '2026-07-31', 3, 2, 1, 1, 30.00, 30.00, 10, 15, 28, 28, 5, null, 20, 20,
   0, 5, 66.6667, 90, 70, 75, 10, 15, 'within', 'faster', 'faster', 'within', true, 'M'),
  (date '2026-07-01', 'ordinary', date '2026-07-01', date '2026-07-31', 0, 0, 0, 1, 0.00, 50.00, null, null, 89, 89, null,
   null, 60, 60, 0, 5, 0.0000, 90, 70, 75, 10, 15, 'slower', 'unknown', 'slower', 'slower', false, 'M'),
  (date '2026-08-01', 'ordinary', date '2026-08-01', date '2026-08-31', 0, 1, 0, 1, 10.00, 50.00, null, null, 99, 9, null,
   null, 70, null, 0, 5, null, 90, 70, 75, 10, 15, 'unknown', 'unknown', 'unknown', 'unknown', false, 'M');

-- broken: a column that nobody promised
alter table digital_tenge.vat_refunds_monthly add column note varchar;

-- broken: no value where the contract requires one
update digital_tenge.vat_refunds_monthly set open_kzt = null where channel = 'digital';

-- broken: one row twice
insert into digital_tenge.vat_refunds_monthly from digital_tenge.vat_refunds_monthly where channel = 'digital';

-- broken: a channel that is none
update digital_tenge.vat_refunds_monthly set channel = 'pigeon' where channel = 'ordinary';

-- broken: a month named by its second day
update digital_tenge.vat_refunds_monthly set month = date '2026-07-02' where channel = 'digital';

-- broken: an application that is nothing
update digital_tenge.vat_refunds_monthly set applications = 5 where channel = 'digital';

-- broken: a median though the business days of one cannot be counted
update digital_tenge.vat_refunds_monthly set uncounted_applications = 1 where channel = 'digital';

-- broken: money of applications that are not there
update digital_tenge.vat_refunds_monthly set credited_kzt = 1.00 where channel = 'ordinary';

-- broken: nine in ten sooner than five in ten
update digital_tenge.vat_refunds_monthly set p90_calendar_days = 9 where channel = 'digital';

-- broken: a median that nobody waited for
update digital_tenge.vat_refunds_monthly set known_to_calendar_days = 14 where channel = 'digital';

-- broken: more business days than calendar days
update digital_tenge.vat_refunds_monthly set longest_business_days = 100 where channel = 'ordinary';

-- broken: more than all
update digital_tenge.vat_refunds_monthly set within_target_pct = 100.0001 where channel = 'digital';

-- broken: no share within the target though the estimate is known up to it
update digital_tenge.vat_refunds_monthly set within_target_pct = null where channel = 'digital';

-- broken: a median longer than the target told as unknown
update digital_tenge.vat_refunds_monthly set against_target = 'unknown' where channel = 'ordinary';

-- broken: a median told as slower that is not known to be
update digital_tenge.vat_refunds_monthly set against_baseline_2024 = 'slower' where month = date '2026-08-01';

-- broken: a confidence that says nothing
update digital_tenge.vat_refunds_monthly set parameter_confidence = 'sure' where channel = 'digital';

-- broken: no work calendar
update digital_tenge.vat_refunds_monthly set longest_business_days = null, known_to_business_days = null, within_target_pct = null, against_target = 'unknown' where channel = 'ordinary';
