{{ config(materialized='incremental', meta={'reach_days': 9}) }}

with settlements as (
    select *
    from {{ ref('stg_merchants__crypto_settlements') }}
    where {{ is_read('day') }}
),

receipts as (
    select *
    from {{ ref('int_receipts_paid_in_crypto') }}
    where operation = 'sale' and {{ is_read('day') }}
),

transfers as (
    select *
    from {{ ref('int_transfers_unioned') }}
    where {{ is_read('day') }}
),

claims as (
    select
        settlements.day,
        settlements.settlement_id,
        settlements.merchant_key,
        settlements.settled_at,
        settlements.asset,
        settlements.amount_kzt as settled_kzt,
        receipts.day as receipt_day,
        receipts.cashbox_number,
        receipts.check_number,
        receipts.crypto_kzt,
        transfers.chain_id,
        transfers.transaction_hash,
        transfers.position,
        transfers.token_address,
        transfers.from_address,
        transfers.to_address
    from settlements
    left join receipts
        on
            settlements.cashbox_number = receipts.cashbox_number
            and settlements.check_number = receipts.check_number
            and settlements.merchant_key = receipts.merchant_key
            and receipts.day between {{ days_after('settlements.day', -3) }} and {{ days_after('settlements.day', 3) }}
    inner join transfers
        on
            settlements.chain_id = transfers.chain_id
            and settlements.transaction_hash = transfers.transaction_hash
            and settlements.amount_base_units = transfers.amount_base_units
            and transfers.day between {{ days_after('settlements.day', -3) }} and {{ days_after('settlements.day', 3) }}
),

contested as (
    select
        chain_id,
        transaction_hash
    from claims
    group by chain_id, transaction_hash
    having count(*) > 1
),

claimed as (
    select
        claims.day,
        claims.settlement_id,
        claims.merchant_key,
        claims.settled_at,
        claims.asset,
        claims.settled_kzt,
        claims.receipt_day,
        claims.cashbox_number,
        claims.check_number,
        claims.crypto_kzt,
        claims.chain_id,
        contested.transaction_hash as contested_transaction_hash,
        claims.position,
        claims.token_address,
        claims.from_address,
        claims.to_address
    from claims
    left join contested using (chain_id, transaction_hash)
    where {{ is_rebuilt('claims.day') }}
)

select * from claimed
