with applications as (
    select * from {{ ref('stg_cbdc__vat_refund_applications') }}
),

months as (
    select
        {{ month_of('day') }} as month,
        min(day) as observed_from_on,
        max(day) as observed_to_on
    from applications
    group by {{ month_of('day') }}
),

seen as (
    select
        application_id,
        min(day) as first_seen_on,
        max(day) as last_seen_on
    from applications
    group by application_id
),

newest as (
    select
        applications.application_id,
        applications.channel,
        applications.amount_kzt,
        applications.applied_on,
        case when applications.status = 'credited' then applications.credited_on end as credited_on,
        case when applications.status = 'rejected' then applications.decided_on end as rejected_on,
        seen.first_seen_on,
        seen.last_seen_on
    from applications
    inner join seen
        on applications.application_id = seen.application_id and applications.day = seen.last_seen_on
),

-- In a month, an application is looked at from the first day on which its end would have been seen.
observed as (
    select
        months.month,
        newest.channel,
        newest.application_id,
        newest.amount_kzt,
        newest.applied_on,
        months.observed_from_on,
        months.observed_to_on,
        greatest(months.observed_from_on, newest.first_seen_on) as entered_on,
        case when newest.credited_on <= months.observed_to_on then newest.credited_on end as credited_on,
        case when newest.rejected_on <= months.observed_to_on then newest.rejected_on end as rejected_on,
        least(months.observed_to_on, newest.last_seen_on) as last_seen_on
    from newest
    inner join months
        on newest.first_seen_on <= months.observed_to_on and newest.last_seen_on >= months.observed_from_on
),

ended as (
    select
        month,
        channel,
        application_id,
        amount_kzt,
        applied_on,
        observed_from_on,
        observed_to_on,
        entered_on,
        credited_on,
        rejected_on,
        coalesce(credited_on, rejected_on, last_seen_on) as left_on
    from observed
)

select * from ended
