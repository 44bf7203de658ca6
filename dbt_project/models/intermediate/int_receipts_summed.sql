{{ config(materialized='incremental') }}

with receipts as (
    select *
    from {{ ref('stg_merchants__receipts') }}
    where {{ is_rebuilt('day') }}
),

signed as (
    select
        day,
        case operation when 'sale' then 1 when 'sale_return' then -1 else 0 end as direction,
        operation = 'sale' and crypto_kzt > 0 as is_crypto_receipt,
        crypto_kzt,
        total_kzt
    from receipts
),

summed as (
    select
        day,
        count(*) filter (where is_crypto_receipt) as crypto_payments,
        cast(sum(direction * crypto_kzt) as decimal(18, 2)) as crypto_turnover_kzt,
        cast(sum(direction * total_kzt) as decimal(18, 2)) as retail_turnover_kzt
    from signed
    group by day
)

select * from summed
