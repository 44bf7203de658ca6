-- One row per merchant: the fifteen largest differences between VAT stated and VAT due over the release.
-- `all_*` count every merchant with a difference.
with
by_merchant as (
    select
        merchant_key,
        max(oked_code) as oked_code,
        bool_or(is_vat_payer) as is_vat_payer,
        sum(vat_difference_kzt) as vat_difference_kzt,
        sum(vat_stated_kzt) as vat_stated_kzt,
        sum(vat_due_kzt) as vat_due_kzt,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from tax.vat_due_monthly
    group by merchant_key
    having sum(vat_difference_kzt) <> 0
),

totalled as (
    select
        *,
        count(*) over () as all_merchants,
        sum(greatest(-vat_difference_kzt, 0)) over () as all_understated_kzt,
        sum(greatest(vat_difference_kzt, 0)) over () as all_overstated_kzt
    from by_merchant
)

select * from totalled
order by abs(vat_difference_kzt) desc, merchant_key asc
limit 15
