with source as (
    select * from {{ source('onchain', 'transactions') }}
),

renamed as (
    select
        day,
        chain_id,
        block_number,
        block_hash,
        transaction_index,
        mined_at,
        transaction_hash,
        transaction_type,
        from_address,
        to_address,
        value_base_units,
        nonce,
        gas_limit,
        gas_used,
        effective_gas_price_base_units,
        input_bytes,
        method_selector,
        is_successful,
        finality
    from source
    where finality <> 'orphaned'
)

select * from renamed
