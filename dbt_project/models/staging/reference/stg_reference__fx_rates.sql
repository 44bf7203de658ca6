with source as (
    select * from {{ source('reference', 'fx_rates') }}
),

renamed as (
    select
        day,
        currency,
        rate_kzt,
        rated_on,
        is_carried_forward
    from source
)

select * from renamed
