with calendar as (
    select
        *,
        extract(year from calendar_on) as calendar_year
    from {{ ref('stg_reference__work_calendar') }}
),

newest as (
    {{ newest_of_each('calendar', ['calendar_year']) | indent(4) }}
),

weighed as (
    select
        calendar_on,
        calendar_year,
        kind,
        confidence,
        case
            when kind = 'working_day' and {{ is_weekend('calendar_on') }} then 1
            when kind <> 'working_day' and not {{ is_weekend('calendar_on') }} then -1
            else 0
        end as change_of_work_days
    from newest
)

select * from weighed
