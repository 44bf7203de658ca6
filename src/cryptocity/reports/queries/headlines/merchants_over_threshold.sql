-- One row per year, the newest first.
select
    year,
    count(*) filter (where watch_status = 'exceeded') as merchants
from tax.vat_threshold_watch
group by year
order by year desc
