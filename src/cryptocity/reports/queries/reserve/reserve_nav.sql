-- One row per day of the last twelve months and fund: net asset value, and what is not in it.
select
    day,
    fund,
    nav_usd,
    nav_kzt,
    unvalued_holdings,
    parameter_confidence
from reserve.reserve_nav_daily
qualify day > max(day) over () - 366
order by day, fund desc
