-- One row per month, the newest first. It rests on its transfers; where its last day, or the one before its first, has
-- fewer than five, on those: beside totals over all days the month would tell of that day alone.
with
by_day as (
    select
        day,
        date_trunc('month', day)::date as month,
        sum(net_usd) as net_usd,
        sum(inflow_transfers + outflow_transfers)::bigint as transfers
    from capital_flow.cross_border_flows_daily
    group by day
    having transfers > 0
),

followed as (
    select
        *,
        lag(transfers) over (order by day) as transfers_before
    from by_day
),

by_month as (
    select
        month,
        sum(net_usd) as net_usd,
        sum(transfers)::bigint as all_transfers,
        least(last(transfers order by day), first(transfers_before order by day)) as transfers_beside
    from followed
    group by month
),

counted as (
    select
        month,
        net_usd,
        case when transfers_beside < $fewest_entities then transfers_beside else all_transfers end as transfers
    from by_month
)

select * from counted
order by month desc
