-- One row per month, the newest first: what merchants stated too little, not made good by what others stated too much.
with
by_merchant as (
    select
        month,
        merchant_key,
        sum(vat_difference_kzt) as vat_difference_kzt
    from tax.vat_due_monthly
    group by month, merchant_key
)

select
    month,
    sum(greatest(-vat_difference_kzt, 0)) as vat_stated_less_kzt,
    max(greatest(-vat_difference_kzt, 0)) as largest_kzt,
    max(greatest(-vat_difference_kzt, 0), 2)[2] as second_kzt,
    count(*) filter (where vat_difference_kzt < 0) as merchants
from by_merchant
group by month
order by month desc
