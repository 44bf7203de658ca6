-- One row per month of the last twelve: resident firms on the last landed day, and the people whom they employ.
with
by_month as (
    select
        month,
        max(as_of_on) as as_of_on,
        sum(headcount)::bigint as headcount,
        sum(specialists)::bigint as specialists,
        sum(headcount - specialists)::bigint as other_people,
        sum(firms)::bigint as firms
    from sandbox_and_talent.resident_firms_monthly
    group by month
    order by month desc
    limit 12
),

dated as (
    select
        *,
        null::date as first_day,
        max(as_of_on) over () as last_day
    from by_month
)

select * from dated
order by month
