with districts as (
    select * from {{ ref('int_districts_measured') }}
),

merchants as (
    select * from {{ ref('int_district_merchants_measured') }}
),

varied as (
    select
        month,
        kato_code,
        'nobody' as left_out_merchant_key,
        registered_merchants,
        active_merchants,
        active_payers,
        paid_categories,
        categories,
        crypto_turnover_kzt,
        retail_turnover_kzt,
        settlements,
        matched_settlements,
        doubt_rank
    from districts
    union all
    select
        districts.month,
        districts.kato_code,
        merchants.merchant_key as left_out_merchant_key,
        districts.registered_merchants - 1 as registered_merchants,
        districts.active_merchants - merchants.active_merchants as active_merchants,
        districts.active_payers - merchants.own_payers as active_payers,
        districts.paid_categories - merchants.own_categories as paid_categories,
        districts.categories,
        cast(districts.crypto_turnover_kzt - merchants.crypto_turnover_kzt as decimal(18, 2)) as crypto_turnover_kzt,
        cast(districts.retail_turnover_kzt - merchants.retail_turnover_kzt as decimal(18, 2)) as retail_turnover_kzt,
        districts.settlements - merchants.settlements as settlements,
        districts.matched_settlements - merchants.matched_settlements as matched_settlements,
        districts.doubt_rank
    from districts
    inner join merchants using (month, kato_code)
    where districts.registered_merchants > 1
)

select * from varied
