with source as (
    select * from {{ source('onchain', 'blocks') }}
),

renamed as (
    select
        day,
        chain_id,
        block_number,
        block_hash,
        parent_hash,
        mined_at,
        miner_address,
        transaction_count,
        log_count,
        erc20_transfer_count,
        native_transfer_count,
        withdrawal_count,
        gas_used,
        gas_limit,
        base_fee_base_units,
        verification,
        finality
    from source
    where finality <> 'orphaned'
)

select * from renamed
