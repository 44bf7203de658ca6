with traded as (
    select *
    from {{ ref('int_traded_assets_listed') }}
    where permission in ('not_permitted', 'not_listed')
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

priced as (
    select
        traded.*,
        asset_prices.price_usd
    from traded
    left join asset_prices using (day, asset)
),

trades as (
    select
        day,
        venue_id,
        asset,
        permission,
        last_permitted_on,
        trade_count,
        units,
        {{ money_of_units('units', times=('price_usd', 8)) }} as value_usd
    from priced
)

select * from trades
