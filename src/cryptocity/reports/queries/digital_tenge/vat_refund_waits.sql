-- One row per channel and band of calendar days waited: applications credited in any month of the release, and those
-- that are open at its end, with their share of both; `all_*` are of all bands. The baselines are those of the latest
-- month.
with
latest as (
    select
        max(month) as month,
        arg_max(baseline_2026_calendar_days, month) as baseline_2026_calendar_days,
        arg_max(baseline_2024_low_calendar_days, month) as baseline_2024_low_calendar_days,
        arg_max(baseline_2024_high_calendar_days, month) as baseline_2024_high_calendar_days,
        arg_max(parameter_confidence, month) as parameter_confidence
    from digital_tenge.vat_refunds_monthly
),

banded as (
    select
        waits.channel,
        waits.waited_from_days,
        waits.waited_to_days,
        coalesce(waits.waited_from_days || '–' || waits.waited_to_days, '≥ ' || waits.waited_from_days) as waited_days,
        sum(waits.credited_applications)::bigint as credited_applications,
        coalesce(sum(waits.open_applications) filter (where waits.month = latest.month), 0)::bigint as open_applications
    from digital_tenge.vat_refund_waits_monthly as waits
    cross join latest
    group by waits.channel, waits.waited_from_days, waits.waited_to_days
),

totalled as (
    select
        banded.*,
        (
            100 * banded.open_applications / nullif(banded.credited_applications + banded.open_applications, 0)
        )::decimal(9, 4) as still_waiting_pct,
        sum(banded.credited_applications) over (partition by banded.channel)::bigint as all_credited_applications,
        sum(banded.open_applications) over (partition by banded.channel)::bigint as all_open_applications,
        latest.* exclude (month)
    from banded
    cross join latest
)

select * from totalled
order by channel asc, waited_from_days asc
