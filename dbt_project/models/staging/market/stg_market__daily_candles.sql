with source as (
    select * from {{ source('market', 'daily_candles') }}
),

renamed as (
    select
        day,
        venue,
        base_asset,
        quote_asset,
        open_price,
        high_price,
        low_price,
        close_price,
        base_volume,
        quote_volume,
        hour_count
    from source
)

select * from renamed
