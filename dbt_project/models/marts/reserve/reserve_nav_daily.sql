with holdings as (
    select * from {{ ref('reserve_holdings_daily') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

usd_rates as (
    select *
    from {{ ref('stg_reference__fx_rates') }}
    where currency = 'USD'
),

values_at_risk as (
    select * from {{ ref('int_reserve_values_at_risk') }}
),

custodians as (
    select * from {{ ref('int_reserve_custodians_concentrated') }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

totals as (
    select
        day,
        fund,
        count(*) as holdings,
        count(*) - count(value_usd) as unvalued_holdings,
        bool_and(is_complete and value_usd is not null) as is_complete,
        bool_or(is_price_carried_forward) as is_price_carried_forward,
        cast(sum(value_usd) as decimal(18, 2)) as assets_usd,
        cast(coalesce(sum(value_usd) filter (where acquired_by = 'seized'), 0) as decimal(18, 2)) as seized_usd,
        cast(coalesce(sum(value_usd) filter (where acquired_by = 'mined'), 0) as decimal(18, 2)) as mined_usd,
        cast(coalesce(sum(value_usd) filter (where acquired_by = 'purchased'), 0) as decimal(18, 2)) as purchased_usd
    from holdings
    group by day, fund
),

assets as (
    select
        day,
        fund,
        asset,
        cast(sum(value_usd) as decimal(18, 2)) as value_usd
    from holdings
    where value_usd is not null
    group by day, fund, asset
),

concentrations as (
    {{ concentration_of('assets', 'asset') }}
),

-- What was held the day before, at the prices of both days: what came in or left since is no gain and no loss.
held_before as (
    select
        {{ days_after('holdings.day', 1) }} as day,
        holdings.fund,
        sum(cast(holdings.units as double) * cast(holdings.price_usd as double)) as value_before,
        sum(cast(holdings.units as double) * cast(asset_prices.price_usd as double)) as value_now
    from holdings
    inner join asset_prices
        on holdings.asset = asset_prices.asset and {{ days_after('holdings.day', 1) }} = asset_prices.day
    where holdings.units is not null and holdings.price_usd is not null
    group by holdings.day, holdings.fund
),

netted as (
    select
        totals.*,
        cast(liabilities.value_number as decimal(18, 2)) as liabilities_usd,
        liabilities.confidence as parameter_confidence,
        cast(
            totals.assets_usd - coalesce(cast(liabilities.value_number as decimal(18, 2)), 0) as decimal(18, 2)
        ) as nav_usd,
        usd_rates.rate_kzt as usd_rate_kzt,
        case when held_before.value_before > 0 then held_before.value_now / held_before.value_before - 1 end as gain
    from totals
    left join held_before using (day, fund)
    left join usd_rates using (day)
    left join parameters as liabilities
        on
            totals.fund || '_liabilities' = liabilities.parameter
            and totals.day between liabilities.valid_from and liabilities.valid_to
),

measured as (
    select
        *,
        max(nav_usd) over (partition by fund order by day) as peak_nav_usd,
        stddev_samp(gain) over last_30_days as volatility,
        count(gain) over last_30_days as volatility_returns
    from netted
    window last_30_days as (partition by fund order by day rows between 29 preceding and current row)
),

shown as (
    select
        measured.day,
        measured.fund,
        measured.holdings,
        measured.unvalued_holdings,
        measured.is_complete,
        measured.assets_usd,
        measured.liabilities_usd,
        measured.liabilities_usd is not null as are_liabilities_known,
        measured.nav_usd,
        {{ money_of_units('cast(measured.nav_usd as decimal(19, 2))', times=('measured.usd_rate_kzt', 6)) }} as nav_kzt,
        measured.is_price_carried_forward,
        concentrations.hhi as concentration_hhi,
        {{ percent_of('concentrations.top_1_usd', 'measured.assets_usd') }} as top_1_share_pct,
        {{ percent_of('concentrations.top_3_usd', 'measured.assets_usd') }} as top_3_share_pct,
        custodians.custodians,
        custodians.custodian_hhi,
        {{ percent_of('custodians.custodian_top_1_usd', 'custodians.kept_usd') }} as custodian_top_1_share_pct,
        {{ percent_of('custodians.custodian_top_3_usd', 'custodians.kept_usd') }} as custodian_top_3_share_pct,
        {{ percent_of('measured.seized_usd', 'measured.assets_usd') }} as seized_share_pct,
        {{ percent_of('measured.mined_usd', 'measured.assets_usd') }} as mined_share_pct,
        {{ percent_of('measured.purchased_usd', 'measured.assets_usd') }} as purchased_share_pct,
        measured.peak_nav_usd,
        {{ percent_of('measured.peak_nav_usd - measured.nav_usd', 'measured.peak_nav_usd') }} as drawdown_pct,
        cast(round(100 * measured.gain, 6) as decimal(18, 6)) as return_pct,
        case
            when measured.volatility_returns >= 2
                then cast(round(100 * measured.volatility, 6) as decimal(18, 6))
        end as volatility_30_day_pct,
        measured.volatility_returns,
        values_at_risk.value_at_risk_usd,
        coalesce(values_at_risk.simulated_days, 0) as value_at_risk_days,
        measured.parameter_confidence
    from measured
    left join concentrations using (day, fund)
    left join custodians using (day, fund)
    left join values_at_risk using (day, fund)
)

select * from shown
