with source as (
    select * from {{ source('exchanges', 'client_trades') }}
),

renamed as (
    select
        day,
        venue_id,
        trade_id,
        traded_at,
        client_key,
        client_bin,
        client_residency,
        base_asset,
        quote_currency,
        side,
        base_amount,
        quote_amount,
        fee_amount,
        fee_currency,
        lot_trade_id
    from source
)

select * from renamed
