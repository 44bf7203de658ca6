-- One row per day, the newest first.
select
    day,
    active_payers_30d
from adoption.adoption_daily
order by day desc
limit 60
