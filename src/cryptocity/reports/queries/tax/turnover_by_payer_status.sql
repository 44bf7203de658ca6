-- One row per month and VAT-payer status: turnover, and its share of the month.
with
by_merchant as (
    select
        month,
        is_vat_payer,
        merchant_key,
        sum(turnover_kzt) as turnover_kzt
    from tax.vat_due_monthly
    group by month, is_vat_payer, merchant_key
),

by_status as (
    select
        month,
        is_vat_payer,
        sum(turnover_kzt) as turnover_kzt,
        max(turnover_kzt) as largest_turnover_kzt,
        max(turnover_kzt, 2)[2] as second_turnover_kzt,
        count(*) as merchants
    from by_merchant
    group by month, is_vat_payer
),

receipts as (
    select
        min(day) as first_day,
        max(day) as last_day
    from adoption.adoption_daily
),

shared as (
    select
        by_status.*,
        receipts.first_day,
        receipts.last_day,
        100 * by_status.turnover_kzt
        / nullif(sum(by_status.turnover_kzt) over (partition by by_status.month), 0) as turnover_share_pct
    from by_status
    cross join receipts
)

select * from shared
order by month, is_vat_payer
