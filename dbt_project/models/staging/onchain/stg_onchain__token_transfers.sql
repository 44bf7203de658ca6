with source as (
    select * from {{ source('onchain', 'token_transfers') }}
),

renamed as (
    select
        day,
        chain_id,
        block_number,
        block_hash,
        log_index,
        mined_at,
        transaction_hash,
        token_address,
        from_address,
        to_address,
        amount_base_units,
        finality
    from source
    where finality <> 'orphaned'
)

select * from renamed
