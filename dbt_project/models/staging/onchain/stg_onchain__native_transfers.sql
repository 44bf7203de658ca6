with source as (
    select * from {{ source('onchain', 'native_transfers') }}
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
        from_address,
        to_address,
        amount_base_units,
        is_contract_creation,
        is_successful,
        finality
    from source
    where finality <> 'orphaned'
)

select * from renamed
