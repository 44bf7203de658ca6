with volumes as (
    select * from {{ ref('stg_exchanges__daily_volumes') }}
),

licences as (
    select * from {{ ref('stg_exchanges__licences') }}
),

candles as (
    select *
    from {{ ref('stg_market__daily_candles') }}
    where quote_asset = 'USDT'
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

usd_rates as (
    select *
    from fx_rates
    where currency = 'USD'
),

-- What no market quotes in USDT, but its issuer redeems one to one for a currency: KZTE by its own rules, USDT as the
-- unit of all prices here. Its price is held against the peg; there is no market whose volume could be compared.
pegs as (
    select
        'KZTE' as asset,
        'KZT' as currency
    union all
    select
        'USDT' as asset,
        'USD' as currency
),

reported as (
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        cast(sum(trade_count) as bigint) as trade_count,
        sum(base_amount) as base_amount,
        sum(quote_amount) as quote_amount
    from volumes
    group by day, venue_id, base_asset, quote_currency
),

licensed as (
    select distinct
        day,
        venue_id
    from licences
    where
        licence_status = 'active'
        and day between valid_from and coalesce(valid_to, day)
),

markets as (
    select
        day,
        base_asset,
        min(low_price) as market_low_usdt,
        max(high_price) as market_high_usdt,
        sum(base_volume) as market_base_volume
    from candles
    group by day, base_asset
),

pegged as (
    select
        reported.day,
        reported.base_asset,
        case
            when pegs.currency = 'USD' then cast(1 as double)
            when pegs.currency = 'KZT' then 1 / cast(usd_rates.rate_kzt as double)
        end as price_usdt
    from reported
    inner join pegs
        on reported.base_asset = pegs.asset
    left join usd_rates
        on reported.day = usd_rates.day
    left join markets
        on reported.day = markets.day and reported.base_asset = markets.base_asset
    where markets.base_asset is null
    group by reported.day, reported.base_asset, pegs.currency, usd_rates.rate_kzt
),

compared as (
    select
        reported.*,
        licensed.venue_id is not null as is_licensed,
        pegged.base_asset is not null as is_held_to_peg,
        coalesce(markets.market_low_usdt, pegged.price_usdt) as market_low_usdt,
        coalesce(markets.market_high_usdt, pegged.price_usdt) as market_high_usdt,
        markets.market_base_volume,
        cast(reported.quote_amount as double) / nullif(cast(reported.base_amount as double), 0)
        / case
            when reported.quote_currency in ('USD', 'USDT') then cast(1 as double)
            when reported.quote_currency = 'KZT' then cast(usd_rates.rate_kzt as double)
            else cast(usd_rates.rate_kzt as double) / cast(quote_rates.rate_kzt as double)
        end as price,
        100 * cast(reported.base_amount as double) / nullif(cast(markets.market_base_volume as double), 0) as share_pct,
        {{ var('market_price_tolerance_pct', 5) }} / cast(100 as double) as tolerance
    from reported
    left join licensed
        on reported.day = licensed.day and reported.venue_id = licensed.venue_id
    left join markets
        on reported.day = markets.day and reported.base_asset = markets.base_asset
    left join pegged
        on reported.day = pegged.day and reported.base_asset = pegged.base_asset
    left join usd_rates
        on reported.day = usd_rates.day
    left join fx_rates as quote_rates
        on reported.day = quote_rates.day and reported.quote_currency = quote_rates.currency
),

judged as (
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        trade_count,
        base_amount,
        quote_amount,
        is_licensed,
        is_held_to_peg,
        try_cast(round(price, 8) as decimal(38, 8)) as average_price_usdt,
        market_low_usdt,
        market_high_usdt,
        price between market_low_usdt * (1 - tolerance) and market_high_usdt * (1 + tolerance) as is_price_plausible,
        market_base_volume,
        try_cast(round(share_pct, 4) as decimal(38, 4)) as market_share_pct,
        share_pct <= {{ var('largest_plausible_market_share_pct', 10) }} as is_volume_plausible
    from compared
)

select * from judged
