with merchants as (
    select * from {{ ref('int_district_merchants_measured') }}
),

categorised as (
    select * from {{ ref('int_merchants_categorised') }}
),

definitions as (
    select * from {{ ref('int_spending_categories_bounded') }}
),

payments as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('int_crypto_payments_confirmed') }}
),

districts as (
    select
        month,
        kato_code,
        count(*) as registered_merchants,
        cast(sum(active_merchants) as bigint) as active_merchants,
        cast(sum(crypto_turnover_kzt) as decimal(18, 2)) as crypto_turnover_kzt,
        cast(sum(retail_turnover_kzt) as decimal(18, 2)) as retail_turnover_kzt,
        cast(sum(settlements) as bigint) as settlements,
        cast(sum(matched_settlements) as bigint) as matched_settlements
    from merchants
    group by month, kato_code
),

paid as (
    select
        categorised.month,
        categorised.kato_code,
        count(distinct payments.payer_key) as active_payers,
        count(distinct categorised.category) as paid_categories
    from payments
    inner join categorised using (month, merchant_key)
    group by categorised.month, categorised.kato_code
),

months as (
    select distinct month
    from districts
),

-- Beside the categories that are defined there is one of all other activities.
categories as (
    select
        months.month,
        1 + count(distinct definitions.category) as categories,
        coalesce(max(definitions.doubt_rank), 1) as doubt_rank
    from months
    left join definitions on months.month between definitions.valid_from and definitions.valid_to
    group by months.month
),

measured as (
    select
        districts.month,
        districts.kato_code,
        districts.registered_merchants,
        districts.active_merchants,
        coalesce(paid.active_payers, 0) as active_payers,
        coalesce(paid.paid_categories, 0) as paid_categories,
        categories.categories,
        districts.crypto_turnover_kzt,
        districts.retail_turnover_kzt,
        districts.settlements,
        districts.matched_settlements,
        categories.doubt_rank
    from districts
    inner join categories using (month)
    left join paid using (month, kato_code)
)

select * from measured
