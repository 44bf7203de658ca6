-- One row per day, the newest first.
select
    day,
    nav_usd
from reserve.reserve_nav_daily
where fund = 'state_fund'
order by day desc
limit 60
