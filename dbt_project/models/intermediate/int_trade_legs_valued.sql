with trades as (
    select * from {{ ref('stg_exchanges__client_trades') }}
),

prices as (
    select * from {{ ref('int_prices_in_kzt') }}
),

assets as (
    select distinct asset from {{ ref('int_assets_deduplicated') }}
),

currencies as (
    select distinct currency
    from {{ ref('stg_reference__fx_rates') }}
    union distinct
    select 'KZT' as currency
),

-- A currency is money; what the register of assets knows is crypto; anything else nobody can value.
priced as (
    select
        trades.*,
        quoted_in.currency is not null as is_for_money,
        quoted_in.currency is null and assets.asset is not null as is_for_crypto,
        case trades.quote_currency
            when 'KZT' then cast(1 as decimal(38, 8))
            else quotes.price_kzt
        end as quote_price_kzt,
        case trades.fee_currency when 'KZT' then cast(1 as decimal(38, 8)) else fees.price_kzt end as fee_price_kzt
    from trades
    left join currencies as based_on on trades.base_asset = based_on.currency
    left join currencies as quoted_in on trades.quote_currency = quoted_in.currency
    left join assets on trades.quote_currency = assets.asset
    left join prices as quotes
        on trades.day = quotes.day and trades.quote_currency = quotes.symbol
    left join prices as fees
        on trades.day = fees.day and trades.fee_currency = fees.symbol
    where based_on.currency is null
),

valued as (
    select
        *,
        {{ money_of_units('quote_amount', times=('quote_price_kzt', 8)) }} as quote_kzt,
        case
            when fee_amount is null then cast(0 as decimal(18, 2))
            else {{ money_of_units('fee_amount', times=('fee_price_kzt', 8)) }}
        end as fee_kzt
    from priced
),

base_legs as (
    select
        day,
        traded_at,
        venue_id,
        trade_id,
        client_key,
        client_bin,
        client_residency,
        base_asset as asset,
        side = 'buy' as is_acquisition,
        case
            when side = 'sell' then 'sale'
            else 'purchase'
        end as kind,
        base_amount as units,
        case side when 'buy' then quote_kzt + fee_kzt else quote_kzt - fee_kzt end as value_kzt,
        not is_for_money and not is_for_crypto as is_unsupported,
        lot_trade_id
    from valued
),

-- Paying in crypto is a disposal of it, and being paid in crypto its acquisition; the fee is told on the base leg.
quote_legs as (
    select
        day,
        traded_at,
        venue_id,
        trade_id,
        client_key,
        client_bin,
        client_residency,
        quote_currency as asset,
        side = 'sell' as is_acquisition,
        'exchange' as kind,
        quote_amount as units,
        quote_kzt as value_kzt,
        false as is_unsupported,
        lot_trade_id
    from valued
    where is_for_crypto
),

legs as (
    select * from base_legs
    union all
    select * from quote_legs
)

select * from legs
