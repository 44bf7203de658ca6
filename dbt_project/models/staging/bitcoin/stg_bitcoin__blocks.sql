with source as (
    select * from {{ source('bitcoin', 'blocks') }}
),

renamed as (
    select
        day,
        chain,
        block_height,
        block_hash,
        parent_hash,
        mined_at,
        transaction_count,
        input_count,
        output_count,
        input_value_satoshi,
        output_value_satoshi,
        coinbase_payout_satoshi,
        bits,
        difficulty,
        mined_by,
        coinbase_text,
        finality,
        witness_commitment,
        verification
    from source
)

select * from renamed
