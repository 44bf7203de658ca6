-- One row per day, the newest first.
select
    day,
    outstanding_kzt
from digital_tenge.supply_daily
order by day desc
limit 60
