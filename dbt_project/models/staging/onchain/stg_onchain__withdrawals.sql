with source as (
    select * from {{ source('onchain', 'withdrawals') }}
),

renamed as (
    select
        day,
        chain_id,
        block_number,
        block_hash,
        position,
        mined_at,
        withdrawal_index,
        validator_index,
        to_address,
        amount_base_units,
        finality
    from source
    where finality <> 'orphaned'
)

select * from renamed
