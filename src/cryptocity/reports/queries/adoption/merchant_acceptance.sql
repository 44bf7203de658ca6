-- One row per activity of the latest month; `all_*` count the whole city.
with
latest as (
    select *
    from adoption.merchant_acceptance_monthly
    qualify month = max(month) over ()
),

by_activity as (
    select
        month,
        oked_code,
        sum(registered_merchants)::bigint as registered_merchants,
        sum(enabled_merchants)::bigint as enabled_merchants,
        sum(active_merchants)::bigint as active_merchants
    from latest
    group by month, oked_code
),

receipts as (
    select
        min(day) as first_day,
        max(day) as last_day
    from adoption.adoption_daily
),

totalled as (
    select
        by_activity.*,
        receipts.first_day,
        receipts.last_day,
        sum(by_activity.registered_merchants) over ()::bigint as all_registered,
        sum(by_activity.active_merchants) over ()::bigint as all_active
    from by_activity
    cross join receipts
)

select * from totalled
order by registered_merchants desc, oked_code asc
