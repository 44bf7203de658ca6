{{ config(materialized='incremental') }}

with trades as (
    select *
    from {{ ref('stg_exchanges__client_trades') }}
    where {{ is_rebuilt('day') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

summed as (
    select
        day,
        venue_id,
        client_key,
        base_asset as asset,
        count(*) as trade_count,
        cast(coalesce(sum(base_amount) filter (where side = 'buy'), 0) as decimal(38, 18)) as bought_units,
        cast(coalesce(sum(base_amount) filter (where side = 'sell'), 0) as decimal(38, 18)) as sold_units
    from trades
    group by day, venue_id, client_key, base_asset
),

priced as (
    select
        summed.*,
        asset_prices.price_usd
    from summed
    left join asset_prices using (day, asset)
),

-- Who ends a day with what he began it with, to a hundredth of what he moved, has traded for the volume alone.
traded as (
    select
        day,
        venue_id,
        client_key,
        asset,
        trade_count,
        bought_units,
        sold_units,
        {{ money_of_units('bought_units', times=('price_usd', 8)) }} as bought_usd,
        {{ money_of_units('sold_units', times=('price_usd', 8)) }} as sold_usd,
        least(bought_units, sold_units) > 0
        and abs(bought_units - sold_units)
        <= cast(0.01 as decimal(2, 2)) * greatest(bought_units, sold_units) as is_round_trip
    from priced
)

select * from traded
