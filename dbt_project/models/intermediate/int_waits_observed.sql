with refunds as (
    select * from {{ ref('int_vat_refunds_observed') }}
),

work_days as (
    select * from {{ ref('int_work_days_counted') }}
),

participants as (
    select * from {{ ref('stg_reference__sandbox_participants') }}
),

newest_days as (
    select max(day) as day
    from participants
    group by {{ month_of('day') }}
),

refunds_in_calendar_days as (
    select
        'vat_refund' as wait,
        'calendar_days' as unit,
        month,
        channel as category,
        application_id as case_key,
        case
            when entered_on <= applied_on then 0
            else {{ days_between('applied_on', 'entered_on') }}
        end as entered_after,
        {{ days_between('applied_on', 'left_on') }} as left_after,
        credited_on is not null as is_over,
        false as has_doubtful_days
    from refunds
),

-- Work days after the application; whoever is first seen in the morning of a day has waited through the day before. Of
-- who waits in a year whose work calendar has not landed they cannot be counted: such a case stays, without them.
refunds_in_business_days as (
    select
        'vat_refund' as wait,
        'business_days' as unit,
        refunds.month,
        refunds.channel as category,
        refunds.application_id as case_key,
        case
            when refunds.entered_on <= refunds.applied_on then 0
            else before_entry.work_day_number - applied.work_day_number + 1
        end as entered_after,
        departed.work_day_number - applied.work_day_number as left_after,
        refunds.credited_on is not null as is_over,
        coalesce(departed.low_confidence_days > applied.low_confidence_days, false) as has_doubtful_days
    from refunds
    left join work_days as applied on refunds.applied_on = applied.counted_on
    left join work_days as departed on refunds.left_on = departed.counted_on
    left join work_days as before_entry
        on {{ days_after('refunds.entered_on', -1) }} = before_entry.counted_on
),

admissions as (
    select
        'sandbox_admission' as wait,
        'calendar_days' as unit,
        {{ month_of('participants.day') }} as month,
        'all' as category,
        participants.participant_key as case_key,
        0 as entered_after,
        {{
            days_between(
                'participants.applied_on',
                'coalesce(participants.admitted_on, participants.exited_on, participants.day)'
            )
        }} as left_after,
        participants.admitted_on is not null as is_over,
        false as has_doubtful_days
    from participants
    inner join newest_days using (day)
),

waits as (
    select * from refunds_in_calendar_days
    union all
    select * from refunds_in_business_days
    union all
    select * from admissions
),

typed as (
    select
        wait,
        unit,
        month,
        category,
        case_key,
        cast(case when left_after is not null then entered_after end as bigint) as entered_after,
        cast(case when entered_after is not null then left_after end as bigint) as left_after,
        is_over,
        has_doubtful_days
    from waits
)

select * from typed
