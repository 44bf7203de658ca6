-- One row per day of the last twelve months and fund: how far below its highest value so far each fund is.
select
    day,
    fund,
    drawdown_pct,
    nav_usd,
    peak_nav_usd,
    parameter_confidence
from reserve.reserve_nav_daily
qualify day > max(day) over () - 366
order by day, fund desc
