-- What clients traded and what the venue reports of a day and pair are the same, to the last unit: a difference means
-- that trades are missing in one of the two reports. It is named, and holds no release back.
{{ config(severity='warn') }}

with trades as (
    select * from {{ ref('stg_exchanges__client_trades') }}
),

volumes as (
    select * from {{ ref('stg_exchanges__daily_volumes') }}
),

both_reports as (
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        side,
        client_residency,
        1 as trade_count,
        base_amount,
        quote_amount
    from trades
    union all
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        side,
        client_residency,
        -trade_count as trade_count,
        -base_amount as base_amount,
        -quote_amount as quote_amount
    from volumes
),

differing as (
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        side,
        client_residency,
        sum(trade_count) as trade_count,
        sum(base_amount) as base_amount,
        sum(quote_amount) as quote_amount
    from both_reports
    group by day, venue_id, base_asset, quote_currency, side, client_residency
    having sum(trade_count) <> 0 or sum(base_amount) <> 0 or sum(quote_amount) <> 0
),

named as (
    select
        *,
        venue_id || ' reports other trades than volumes in ' || base_asset || '/' || quote_currency || ' on '
        || cast(day as string) as finding
    from differing
)

select *
from named
order by day, venue_id, base_asset, quote_currency, side, client_residency
