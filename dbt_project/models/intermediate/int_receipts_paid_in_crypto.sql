{{ config(materialized='incremental') }}

with receipts as (
    select *
    from {{ ref('stg_merchants__receipts') }}
    where {{ is_rebuilt('day') }}
),

paid_in_crypto as (
    select
        day,
        cashbox_number,
        check_number,
        merchant_key,
        operation,
        issued_at,
        crypto_kzt
    from receipts
    where crypto_kzt > 0
)

select * from paid_in_crypto
