with source as (
    select * from {{ source('tron', 'blocks') }}
),

renamed as (
    select
        day,
        chain_id,
        height,
        block_id,
        parent_block_id,
        mined_at,
        witness_address,
        signer_address,
        transaction_count,
        token_transfer_count,
        verification,
        finality
    from source
)

select * from renamed
