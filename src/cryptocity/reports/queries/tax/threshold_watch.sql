-- One row per merchant outside VAT at 80 % of the registration threshold or more, latest year: the fifteen furthest.
with
latest as (
    select *
    from tax.vat_threshold_watch
    qualify year = max(year) over ()
)

select *
from latest
where watch_status in ('approaching', 'exceeded')
order by turnover_to_threshold_pct desc, merchant_key asc
limit 15
