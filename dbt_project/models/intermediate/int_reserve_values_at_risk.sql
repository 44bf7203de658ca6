with holdings as (
    select * from {{ ref('reserve_holdings_daily') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

positions as (
    select
        day,
        fund,
        asset,
        sum(cast(value_usd as double)) as value_usd
    from holdings
    where value_usd > 0
    group by day, fund, asset
),

funds as (
    select
        day,
        fund,
        count(*) as assets
    from positions
    group by day, fund
),

before as (
    select
        day,
        asset,
        is_carried_forward,
        cast(price_usd as double) as price_usd,
        lag(day) over (partition by asset order by day) as day_before,
        lag(cast(price_usd as double)) over (partition by asset order by day) as price_before
    from asset_prices
),

-- A price that was carried forward is no change: the next one that is set has the change of all the days off.
changes as (
    select
        day,
        asset,
        price_usd / price_before - 1 as relative_change
    from before
    where not is_carried_forward and price_before > 0 and {{ days_after('day_before', 1) }} = day
),

simulated as (
    select
        positions.day,
        positions.fund,
        changes.day as simulated_on,
        count(*) as assets,
        sum(-positions.value_usd * changes.relative_change) as loss_usd
    from positions
    inner join changes
        on
            positions.asset = changes.asset
            and positions.day >= changes.day
            and {{ days_after('changes.day', 365) }} > positions.day
    group by positions.day, positions.fund, changes.day
),

ranked as (
    select
        simulated.day,
        simulated.fund,
        simulated.loss_usd,
        row_number() over (
            partition by simulated.day, simulated.fund
            order by simulated.loss_usd desc, simulated.simulated_on asc
        ) as severity,
        count(*) over (partition by simulated.day, simulated.fund) as simulated_days
    from simulated
    inner join funds using (day, fund)
    where simulated.assets = funds.assets
),

-- The least loss that no more than one simulated day in twenty exceeds; with fewer than twenty days none is so rare.
at_risk as (
    select
        day,
        fund,
        max(simulated_days) as simulated_days,
        cast(
            round(
                greatest(
                    max(loss_usd) filter (
                        where simulated_days >= 20 and 20 * (severity - 1) <= simulated_days
                        and 20 * severity > simulated_days
                    ),
                    case when max(simulated_days) >= 20 then 0 end
                ),
                2
            ) as decimal(18, 2)
        ) as value_at_risk_usd
    from ranked
    group by day, fund
)

select * from at_risk
