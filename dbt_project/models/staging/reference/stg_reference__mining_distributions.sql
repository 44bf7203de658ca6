with source as (
    select * from {{ source('reference', 'mining_distributions') }}
),

renamed as (
    select
        day,
        pool,
        distribution_number,
        miner_key,
        licence_number,
        licensed_on,
        wallet_address,
        distributed_on,
        asset,
        amount_base_units
    from source
)

select * from renamed
