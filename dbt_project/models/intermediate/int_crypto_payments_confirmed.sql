with settlements as (
    select * from {{ ref('int_crypto_settlements_confirmed') }}
),

payments as (
    select
        settlement_id,
        receipt_day as day,
        cashbox_number,
        check_number,
        merchant_key,
        crypto_kzt,
        settled_kzt,
        asset,
        is_stablecoin,
        payer_key
    from settlements
    where receipt_day is not null
)

select * from payments
