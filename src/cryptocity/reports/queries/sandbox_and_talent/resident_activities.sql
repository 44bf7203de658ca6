-- One row per activity of the latest month that has resident firms; `all_*` are of every activity.
with
latest as (
    select *
    from sandbox_and_talent.resident_firms_monthly
    qualify month = max(month) over ()
),

by_activity as (
    select
        month,
        oked_code,
        max(as_of_on) as as_of_on,
        sum(headcount)::bigint as headcount,
        sum(specialists)::bigint as specialists,
        sum(firms)::bigint as firms
    from latest
    group by month, oked_code
    having sum(firms) > 0
),

totalled as (
    select
        *,
        sum(headcount) over ()::bigint as all_headcount,
        sum(firms) over ()::bigint as all_firms
    from by_activity
)

select * from totalled
order by headcount desc, oked_code asc
