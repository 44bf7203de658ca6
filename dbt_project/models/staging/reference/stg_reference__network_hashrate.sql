with source as (
    select * from {{ source('reference', 'network_hashrate') }}
),

renamed as (
    select
        day,
        asset,
        estimated_by,
        hash_rate_ehs
    from source
)

select * from renamed
