with applications as (
    select * from {{ ref('stg_cbdc__vat_refund_applications') }}
),

calendar as (
    select * from {{ ref('int_work_calendar_deduplicated') }}
),

years as (
    select distinct calendar_year from calendar
),

days as (
    select day as counted_on from applications
    union distinct
    select {{ days_after('day', -1) }} as counted_on from applications
    union distinct
    select applied_on as counted_on from applications
    union distinct
    select decided_on as counted_on
    from applications
    where decided_on is not null
    union distinct
    select credited_on as counted_on
    from applications
    where credited_on is not null
),

counted as (
    select
        days.counted_on,
        {{ weekdays_until('days.counted_on') }} as weekdays,
        sum(calendar.change_of_work_days) as changes,
        count(*) filter (where calendar.confidence = 'low') as low_confidence_days
    from days
    inner join years on extract(year from days.counted_on) = years.calendar_year
    left join calendar on days.counted_on >= calendar.calendar_on
    group by days.counted_on
),

numbered as (
    select
        counted_on,
        cast(weekdays + coalesce(changes, 0) as bigint) as work_day_number,
        low_confidence_days
    from counted
)

select * from numbered
