{{ config(materialized='incremental', meta={'reach_days': 3}) }}

with settlements as (
    select *
    from {{ ref('stg_merchants__crypto_settlements') }}
    where {{ is_rebuilt('day') }}
),

receipts as (
    select *
    from {{ ref('int_receipts_paid_in_crypto') }}
    where {{ is_read('day') }}
),

compared as (
    select
        settlements.day,
        settlements.settlement_id,
        settlements.merchant_key,
        coalesce(
            100 * abs(settlements.amount_kzt - receipts.crypto_kzt) <= receipts.crypto_kzt
            and settlements.settled_at
            between receipts.issued_at - interval '72' hour and receipts.issued_at + interval '72' hour,
            false
        ) as is_matched
    from settlements
    left join receipts using (cashbox_number, check_number, merchant_key)
)

select * from compared
