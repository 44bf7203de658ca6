-- One row per month, the newest first.
select
    month,
    sum(vat_due_kzt) as vat_due_kzt,
    count(distinct merchant_key) as merchants
from tax.vat_due_monthly
where is_vat_payer
group by month
order by month desc
