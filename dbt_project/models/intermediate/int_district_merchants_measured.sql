with merchants as (
    select * from {{ ref('int_merchants_categorised') }}
),

receipts_summed as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('int_receipts_summed_by_merchant') }}
),

payments as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('int_crypto_payments_confirmed') }}
),

settlements_matched as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('int_crypto_settlements_matched') }}
),

turnover as (
    select
        month,
        merchant_key,
        sum(crypto_turnover_kzt) as crypto_turnover_kzt,
        sum(retail_turnover_kzt) as retail_turnover_kzt
    from receipts_summed
    group by month, merchant_key
),

paid as (
    select distinct
        merchants.month,
        merchants.kato_code,
        merchants.category,
        merchants.merchant_key,
        payments.payer_key
    from payments
    inner join merchants using (month, merchant_key)
),

payers as (
    select
        month,
        kato_code,
        payer_key,
        min(merchant_key) as merchant_key
    from paid
    group by month, kato_code, payer_key
    having count(*) = 1
),

own_payers as (
    select
        month,
        merchant_key,
        count(*) as own_payers
    from payers
    group by month, merchant_key
),

categories as (
    select
        month,
        kato_code,
        category,
        min(merchant_key) as merchant_key
    from paid
    group by month, kato_code, category
    having count(distinct merchant_key) = 1
),

active_merchants as (
    select distinct
        month,
        merchant_key
    from paid
),

matches as (
    select
        month,
        merchant_key,
        count(*) as settlements,
        count(*) filter (where is_matched) as matched_settlements
    from settlements_matched
    group by month, merchant_key
),

measured as (
    select
        merchants.month,
        merchants.kato_code,
        merchants.merchant_key,
        case when active_merchants.merchant_key is null then 0 else 1 end as active_merchants,
        coalesce(own_payers.own_payers, 0) as own_payers,
        case when categories.merchant_key is null then 0 else 1 end as own_categories,
        cast(coalesce(turnover.crypto_turnover_kzt, 0) as decimal(18, 2)) as crypto_turnover_kzt,
        cast(coalesce(turnover.retail_turnover_kzt, 0) as decimal(18, 2)) as retail_turnover_kzt,
        coalesce(matches.settlements, 0) as settlements,
        coalesce(matches.matched_settlements, 0) as matched_settlements
    from merchants
    left join active_merchants using (month, merchant_key)
    left join own_payers using (month, merchant_key)
    left join categories using (month, merchant_key)
    left join turnover using (month, merchant_key)
    left join matches using (month, merchant_key)
)

select * from measured
