-- One row per month and VAT rate above zero: turnover of VAT payers, and the VAT in it; `month_*` are of all rates.
-- `largest_*` and `second_*` are what single merchants contribute.
with
by_merchant as (
    select
        month,
        vat_rate_pct,
        merchant_key,
        sum(vat_due_kzt) as vat_due_kzt,
        sum(vat_stated_kzt) as vat_stated_kzt,
        sum(turnover_kzt) as turnover_kzt,
        sum(sum(vat_due_kzt)) over (partition by month, merchant_key) as all_vat_due_kzt
    from tax.vat_due_monthly
    where is_vat_payer and vat_rate_pct > 0
    group by month, vat_rate_pct, merchant_key
),

confidences as (
    select
        month,
        vat_rate_pct,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from tax.vat_due_monthly
    where is_vat_payer and vat_rate_pct > 0
    group by month, vat_rate_pct
),

by_rate_alone as (
    select
        month,
        vat_rate_pct,
        sum(vat_due_kzt) as vat_due_kzt,
        sum(vat_stated_kzt) as vat_stated_kzt,
        sum(turnover_kzt) as turnover_kzt,
        max(vat_due_kzt) as largest_vat_due_kzt,
        max(vat_due_kzt, 2)[2] as second_vat_due_kzt,
        max(vat_stated_kzt) as largest_vat_stated_kzt,
        max(vat_stated_kzt, 2)[2] as second_vat_stated_kzt,
        max(turnover_kzt) as largest_turnover_kzt,
        max(turnover_kzt, 2)[2] as second_turnover_kzt,
        count(*) as merchants
    from by_merchant
    group by month, vat_rate_pct
),

by_rate as (
    select
        by_rate_alone.*,
        confidences.parameter_confidence
    from by_rate_alone
    inner join confidences
        on
            by_rate_alone.month = confidences.month
            and by_rate_alone.vat_rate_pct = confidences.vat_rate_pct
),

of_months as (
    select distinct
        month,
        merchant_key,
        all_vat_due_kzt
    from by_merchant
),

by_month as (
    select
        month,
        sum(all_vat_due_kzt) as month_vat_due_kzt,
        max(all_vat_due_kzt) as largest_month_vat_due_kzt,
        max(all_vat_due_kzt, 2)[2] as second_month_vat_due_kzt,
        count(*) as month_merchants
    from of_months
    group by month
),

receipts as (
    select
        min(day) as first_day,
        max(day) as last_day
    from adoption.adoption_daily
),

totalled as (
    select
        by_rate.*,
        by_month.month_vat_due_kzt,
        by_month.largest_month_vat_due_kzt,
        by_month.second_month_vat_due_kzt,
        by_month.month_merchants,
        receipts.first_day,
        receipts.last_day
    from by_rate
    inner join by_month using (month)
    cross join receipts
)

select * from totalled
order by month, vat_rate_pct
