with asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

rates as (
    select
        day,
        currency,
        rate_kzt
    from fx_rates
    union all
    select
        day,
        'KZT' as currency,
        cast(1 as decimal(18, 6)) as rate_kzt
    from fx_rates
    where currency = 'USD'
),

deviations as (
    select
        asset_prices.day,
        asset_prices.asset,
        rates.currency,
        {{ deviation_from_par_ppm('asset_prices.price_usd', 'usd_rates.rate_kzt', 'rates.rate_kzt') }} as deviation_ppm
    from asset_prices
    inner join fx_rates as usd_rates
        on asset_prices.day = usd_rates.day and usd_rates.currency = 'USD'
    inner join rates
        on asset_prices.day = rates.day
),

asset_days as (
    select
        asset_prices.day,
        asset_prices.asset,
        cast(lookbacks.value_number as bigint) as lookback_days,
        cast(limits.value_number as decimal(9, 4)) as max_abs_deviation_pct,
        greatest(lookbacks.doubt_rank, limits.doubt_rank) as doubt_rank
    from asset_prices
    left join parameters as lookbacks
        on
            lookbacks.parameter = 'stablecoin_lookback'
            and asset_prices.day between lookbacks.valid_from and lookbacks.valid_to
    left join parameters as limits
        on
            limits.parameter = 'stablecoin_max_abs_deviation'
            and asset_prices.day between limits.valid_from and limits.valid_to
),

summed as (
    select
        asset_days.day,
        asset_days.asset,
        asset_days.lookback_days,
        asset_days.max_abs_deviation_pct,
        asset_days.doubt_rank,
        deviations.currency,
        count(deviations.deviation_ppm) as days_seen,
        sum(deviations.deviation_ppm) as total_deviation_ppm
    from asset_days
    left join deviations
        on
            asset_days.asset = deviations.asset
            and asset_days.day >= deviations.day
            and {{ days_after('deviations.day', 'cast(asset_days.lookback_days as integer)') }} > asset_days.day
    group by
        asset_days.day,
        asset_days.asset,
        asset_days.lookback_days,
        asset_days.max_abs_deviation_pct,
        asset_days.doubt_rank,
        deviations.currency
),

-- The currency that the asset keeps closest to is the one that it may be fixed to.
ranked as (
    select
        *,
        row_number() over (
            partition by day, asset
            order by days_seen desc, total_deviation_ppm asc nulls last, currency asc
        ) as nearness
    from summed
),

tested as (
    select
        day,
        asset,
        currency as nearest_currency,
        days_seen,
        lookback_days,
        try_cast(
            {{ divide_half_up('100 * total_deviation_ppm', 'nullif(days_seen, 0)') }} as decimal(24, 0)
        ) * cast(0.000001 as decimal(6, 6)) as mean_abs_deviation_pct,
        max_abs_deviation_pct,
        case
            when days_seen >= lookback_days
                then total_deviation_ppm <= max_abs_deviation_pct * 10000 * days_seen
        end as has_fixed_value,
        doubt_rank
    from ranked
    where nearness = 1
)

select * from tested
