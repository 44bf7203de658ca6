-- A report that no market could have seen, or that no licence covers: it is named, and holds no release back. What
-- could not be compared is unknown here; exchange_volumes_could_be_compared names it.
{{ config(severity='warn') }}

with cross_checked as (
    select * from {{ ref('int_exchange_volumes_cross_checked') }}
),

suspicious as (
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        case
            when not is_licensed then 'without an active licence'
            when not is_price_plausible
                then 'at ' || cast(round(average_price_usdt, 2) as string) || ' USDT, outside of the public market'
            else 'of ' || cast(round(market_share_pct, 1) as string) || ' percent of the public market'
        end as trouble
    from cross_checked
    where
        not is_licensed
        or not is_price_plausible
        or not is_volume_plausible
),

named as (
    select
        *,
        venue_id || ' reports ' || base_asset || '/' || quote_currency || ' on ' || cast(day as string)
        || ' ' || trouble as finding
    from suspicious
)

select *
from named
order by day, venue_id, base_asset, quote_currency
