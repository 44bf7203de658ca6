with participants as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('stg_reference__sandbox_participants') }}
),

estimates as (
    select * from {{ ref('int_waits_estimated') }}
    where wait = 'sandbox_admission'
),

months as (
    select
        month,
        max(day) as as_of_on,
        sum(transactions) as transactions,
        sum(incidents) as incidents
    from participants
    group by month
),

standing as (
    select
        months.month,
        months.as_of_on,
        months.transactions,
        months.incidents,
        count(*) as participants,
        count(*) filter (where participants.stage = 'applied') as applied_participants,
        count(*) filter (where participants.stage = 'admitted') as admitted_participants,
        count(*) filter (where participants.stage = 'live') as live_participants,
        count(*) filter (where participants.stage = 'graduated') as graduated_participants,
        count(*) filter (where participants.stage = 'exited') as exited_participants,
        count(participants.admitted_on) as applications_admitted,
        count(*) filter (
            where participants.admitted_on is null and participants.exited_on is null
        ) as applications_open
    from months
    inner join participants
        on months.month = participants.month and months.as_of_on = participants.day
    group by months.month, months.as_of_on, months.transactions, months.incidents
),

told as (
    select
        standing.month,
        standing.as_of_on,
        standing.participants,
        standing.applied_participants,
        standing.admitted_participants,
        standing.live_participants,
        standing.graduated_participants,
        standing.exited_participants,
        standing.applications_admitted,
        standing.applications_open,
        estimates.median_days as median_days_to_admission,
        estimates.p90_days as p90_days_to_admission,
        estimates.longest_days as longest_days_to_admission,
        standing.transactions,
        standing.incidents,
        case
            when standing.transactions > 0
                then {{ divide_half_up('10000000 * standing.incidents', 'standing.transactions') }}
        end as incidents_per_10_million
    from standing
    left join estimates using (month)
),

shown as (
    select
        month,
        as_of_on,
        participants,
        applied_participants,
        admitted_participants,
        live_participants,
        graduated_participants,
        exited_participants,
        applications_admitted,
        applications_open,
        median_days_to_admission,
        p90_days_to_admission,
        longest_days_to_admission,
        cast(transactions as bigint) as transactions,
        cast(incidents as bigint) as incidents,
        cast(
            cast(incidents_per_10_million as decimal(14, 0)) * cast(0.0001 as decimal(4, 4)) as decimal(18, 4)
        ) as incidents_per_1000_transactions
    from told
)

select * from shown
