-- good
create table adoption.retention_cohorts_monthly (
  cohort_month date, month_number bigint, month date, days_seen bigint, cohort_payers bigint,
  retained_payers bigint, retention_pct decimal(9, 4), is_cohort_of_first_month boolean
);
insert into adoption.retention_cohorts_monthly values
  (date '2026-10-01', 0, date '2026-10-01', 31, 4, 4, 100.0000, true),
  (date '2026-10-01', 1, date '2026-11-01', 2, 4, 1, 25.0000, true),
  (date '2026-11-01', 0, date '2026-11-01', 2, 3, 3, 100.0000, false);

-- broken: a column that nobody promised
alter table adoption.retention_cohorts_monthly add column note varchar;

-- broken: no value where the contract requires one
update adoption.retention_cohorts_monthly set days_seen = null where cohort_month = date '2026-11-01';

-- broken: a month of a cohort twice
update adoption.retention_cohorts_monthly
set cohort_month = date '2026-10-01', month = date '2026-10-01', cohort_payers = 4, retained_payers = 4
where cohort_month = date '2026-11-01';

-- broken: a cohort named by its second day
update adoption.retention_cohorts_monthly
set cohort_month = date '2026-11-02', month = date '2026-11-02'
where cohort_month = date '2026-11-01';

-- broken: a month with the wrong number
update adoption.retention_cohorts_monthly set month = date '2026-12-01' where month_number = 1;

-- broken: a month of 32 days
update adoption.retention_cohorts_monthly set days_seen = 32 where month = date '2026-10-01';

-- broken: a cohort of nobody
update adoption.retention_cohorts_monthly
set cohort_payers = 0, retained_payers = 0
where cohort_month = date '2026-11-01';

-- broken: more came back than were there
update adoption.retention_cohorts_monthly set retained_payers = 5, retention_pct = 125.0000 where month_number = 1;

-- broken: a cohort that does not pay in its first month
update adoption.retention_cohorts_monthly
set retained_payers = 0, retention_pct = 0.0000
where cohort_month = date '2026-11-01';

-- broken: a cohort that grows
update adoption.retention_cohorts_monthly set cohort_payers = 5, retention_pct = 20.0000 where month_number = 1;

-- broken: a share that its parts do not give
update adoption.retention_cohorts_monthly set retention_pct = 25.0003 where month_number = 1;

-- broken: a second first month
update adoption.retention_cohorts_monthly set is_cohort_of_first_month = true where cohort_month = date '2026-11-01';
