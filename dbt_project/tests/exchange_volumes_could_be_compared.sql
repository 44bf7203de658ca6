-- What could not be held against a public market is not plausible, only unknown: a day without candles or USD rate, an
-- asset that no public venue trades, a pair quoted in something whose price we do not know, a trade of nothing.
{{ config(severity='warn') }}

with cross_checked as (
    select * from {{ ref('int_exchange_volumes_cross_checked') }}
),

unknown as (
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        case
            when average_price_usdt is null then 'at a price that cannot be told in USDT'
            else 'of which no public market is known'
        end as trouble
    from cross_checked
    where
        is_price_plausible is null
        or (is_volume_plausible is null and not is_held_to_peg)
),

named as (
    select
        *,
        venue_id || ' reports ' || base_asset || '/' || quote_currency || ' on ' || cast(day as string)
        || ' ' || trouble || ': it could not be compared' as finding
    from unknown
)

select *
from named
order by day, venue_id, base_asset, quote_currency
