-- One row per channel of the latest month: days from application to credit, open cases counted for as long as they
-- have waited, and both baselines; whether a median that is not reached is known to be longer than every wait so far, or
-- is not known. The longest wait is that of one applicant, and is not told; what nine tenths waited
-- rests on the slowest tenth, the one that waited for it among them.
select
    month,
    channel,
    credited_applications + rejected_applications + open_applications as cases,
    median_calendar_days,
    p90_calendar_days,
    open_applications,
    baseline_2026_calendar_days,
    baseline_2024_low_calendar_days,
    baseline_2024_high_calendar_days,
    parameter_confidence,
    coalesce(known_to_calendar_days = longest_calendar_days, false) as is_known_throughout,
    ceil(cases / 10)::bigint as slowest_cases
from digital_tenge.vat_refunds_monthly
qualify month = max(month) over ()
order by channel
