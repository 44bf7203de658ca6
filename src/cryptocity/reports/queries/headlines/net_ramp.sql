-- One row per month, the newest first. It rests on its trades; where its last day, or the one before its first, has
-- fewer than five, on those: beside totals over all days the month would tell of that day alone.
with
by_day as (
    select
        day,
        date_trunc('month', day)::date as month,
        sum(net_usd) as net_usd,
        sum(on_ramp_trades + off_ramp_trades)::bigint as trades
    from capital_flow.ramp_flows_daily
    group by day
    having trades > 0
),

followed as (
    select
        *,
        lag(trades) over (order by day) as trades_before
    from by_day
),

by_month as (
    select
        month,
        sum(net_usd) as net_usd,
        sum(trades)::bigint as all_trades,
        least(last(trades order by day), first(trades_before order by day)) as trades_beside
    from followed
    group by month
),

counted as (
    select
        month,
        net_usd,
        case when trades_beside < $fewest_entities then trades_beside else all_trades end as trades
    from by_month
)

select * from counted
order by month desc
