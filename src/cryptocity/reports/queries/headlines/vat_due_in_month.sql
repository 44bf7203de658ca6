-- One row per month, the newest first.
with
by_merchant as (
    select
        month,
        merchant_key,
        sum(vat_due_kzt) as vat_due_kzt
    from tax.vat_due_monthly
    where is_vat_payer
    group by month, merchant_key
)

select
    month,
    sum(vat_due_kzt) as vat_due_kzt,
    max(vat_due_kzt) as largest_kzt,
    max(vat_due_kzt, 2)[2] as second_kzt,
    count(*) as merchants
from by_merchant
group by month
order by month desc
