with fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

usd_rates as (
    select
        day,
        rate_kzt
    from fx_rates
    where currency = 'USD'
),

currencies as (
    select
        day,
        currency as symbol,
        false as is_crypto,
        cast(rate_kzt as decimal(38, 8)) as price_kzt
    from fx_rates
    where currency <> 'KZT'
),

-- A factor of 19 digits makes room for the whole product; eight places are what an official value itself has.
assets as (
    select
        asset_prices.day,
        asset_prices.asset as symbol,
        true as is_crypto,
        cast(
            round(cast(asset_prices.price_usd as decimal(19, 8)) * usd_rates.rate_kzt, 8) as decimal(38, 8)
        ) as price_kzt
    from asset_prices
    inner join usd_rates using (day)
    left join currencies
        on asset_prices.day = currencies.day and asset_prices.asset = currencies.symbol
    where currencies.symbol is null and asset_prices.asset <> 'KZT'
),

prices as (
    select * from currencies
    union all
    select * from assets
)

select * from prices
