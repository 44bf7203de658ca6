with source as (
    select * from {{ source('reference', 'asset_prices') }}
),

renamed as (
    select
        day,
        asset,
        price_usd,
        priced_on,
        is_carried_forward
    from source
)

select * from renamed
