with source as (
    select * from {{ source('merchants', 'crypto_settlements') }}
),

renamed as (
    select
        day,
        settlement_id,
        merchant_key,
        cashbox_number,
        check_number,
        chain_id,
        transaction_hash,
        asset,
        amount_base_units,
        amount_kzt,
        settled_at
    from source
)

select * from renamed
