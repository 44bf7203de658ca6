-- One row per kind of adjustment and original VAT rate above zero, latest month: turnover that VAT payers take back by
-- returned goods and credit notes, and the VAT in it. `largest_*` and `second_*` are of single merchants.
with
latest as (
    select *
    from tax.vat_adjustments_monthly
    where is_vat_payer and vat_rate_pct > 0
    qualify month = max(month) over ()
),

by_merchant as (
    select
        month,
        adjustment,
        vat_rate_pct,
        merchant_key,
        sum(vat_kzt) as vat_taken_back_kzt,
        sum(vat_stated_kzt) as vat_stated_kzt,
        sum(gross_kzt) as turnover_kzt
    from latest
    group by month, adjustment, vat_rate_pct, merchant_key
),

by_rate as (
    select
        month,
        adjustment,
        vat_rate_pct,
        sum(vat_taken_back_kzt) as vat_taken_back_kzt,
        sum(vat_stated_kzt) as vat_stated_kzt,
        sum(turnover_kzt) as turnover_kzt,
        max(vat_taken_back_kzt) as largest_vat_taken_back_kzt,
        max(vat_taken_back_kzt, 2)[2] as second_vat_taken_back_kzt,
        max(vat_stated_kzt) as largest_vat_stated_kzt,
        max(vat_stated_kzt, 2)[2] as second_vat_stated_kzt,
        max(turnover_kzt) as largest_turnover_kzt,
        max(turnover_kzt, 2)[2] as second_turnover_kzt,
        count(*) as merchants
    from by_merchant
    group by month, adjustment, vat_rate_pct
),

confidences as (
    select
        adjustment,
        vat_rate_pct,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from latest
    group by adjustment, vat_rate_pct
),

receipts as (
    select
        min(day) as first_day,
        max(day) as last_day
    from adoption.adoption_daily
),

told as (
    select
        by_rate.*,
        confidences.parameter_confidence,
        receipts.first_day,
        receipts.last_day
    from by_rate
    inner join confidences
        on by_rate.adjustment = confidences.adjustment and by_rate.vat_rate_pct = confidences.vat_rate_pct
    cross join receipts
)

select * from told
order by vat_taken_back_kzt desc, adjustment asc, vat_rate_pct asc
