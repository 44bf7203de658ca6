with source as (
    select * from {{ source('tron', 'token_transfers') }}
),

renamed as (
    select
        day,
        chain_id,
        height,
        log_index,
        mined_at,
        transaction_id,
        token_address,
        from_address,
        to_address,
        amount_base_units,
        verification
    from source
)

select * from renamed
