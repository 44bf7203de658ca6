-- One row per cohort of the last seven months and month from its first on, none where nothing but first months is known.
-- The first month of a cohort tells its size; its share, always 100 %, is left out.
select
    cohort_month,
    month_number,
    month,
    case when month_number > 0 then retention_pct end as retention_pct,
    retained_payers,
    days_seen < day(last_day(month)) as is_month_in_part
from adoption.retention_cohorts_monthly
qualify cohort_month >= max(cohort_month) over () - interval 6 month and max(month_number) over () > 0
order by cohort_month, month_number
