with source as (
    select * from {{ source('exchanges', 'daily_volumes') }}
),

renamed as (
    select
        day,
        venue_id,
        base_asset,
        quote_currency,
        side,
        client_residency,
        trade_count,
        base_amount,
        quote_amount
    from source
)

select * from renamed
