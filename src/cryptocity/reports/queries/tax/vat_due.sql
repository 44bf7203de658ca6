-- One row per month and VAT rate above zero: turnover of VAT payers, and the VAT in it; `month_*` are of all rates.
with
by_rate as (
    select
        month,
        vat_rate_pct,
        sum(vat_due_kzt) as vat_due_kzt,
        sum(vat_stated_kzt) as vat_stated_kzt,
        sum(turnover_kzt) as turnover_kzt,
        count(distinct merchant_key) as merchants,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from tax.vat_due_monthly
    where is_vat_payer and vat_rate_pct > 0
    group by month, vat_rate_pct
),

by_month as (
    select
        month,
        sum(vat_due_kzt) as month_vat_due_kzt,
        count(distinct merchant_key) as month_merchants
    from tax.vat_due_monthly
    where is_vat_payer and vat_rate_pct > 0
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
        by_month.month_merchants,
        receipts.first_day,
        receipts.last_day
    from by_rate
    inner join by_month using (month)
    cross join receipts
)

select * from totalled
order by month, vat_rate_pct
