-- What is told apart by category or by asset is, taken together, what the month says as a whole, to the tiyn.
with months as (
    select * from {{ ref('adoption_monthly') }}
),

categories as (
    select
        month,
        sum(crypto_turnover_kzt) as crypto_turnover_kzt,
        sum(retail_turnover_kzt) as retail_turnover_kzt
    from {{ ref('spending_by_category_monthly') }}
    group by month
),

assets as (
    select
        month,
        sum(confirmed_crypto_turnover_kzt) as confirmed_crypto_turnover_kzt
    from {{ ref('payment_assets_monthly') }}
    group by month
),

told_apart as (
    select
        months.month,
        months.crypto_turnover_kzt - coalesce(categories.crypto_turnover_kzt, 0) as missing_crypto_kzt,
        months.retail_turnover_kzt - coalesce(categories.retail_turnover_kzt, 0) as missing_retail_kzt,
        months.confirmed_crypto_turnover_kzt
        - coalesce(assets.confirmed_crypto_turnover_kzt, 0) as missing_confirmed_kzt
    from months
    left join categories using (month)
    left join assets using (month)
)

select
    *,
    cast(month as string) || ': categories or assets do not add up to the turnover of the month' as finding
from told_apart
where missing_crypto_kzt <> 0 or missing_retail_kzt <> 0 or missing_confirmed_kzt <> 0
order by month
