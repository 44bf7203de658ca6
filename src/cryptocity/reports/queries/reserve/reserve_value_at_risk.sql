-- One row per day of the last twelve months and fund: the loss that no more than one day in twenty exceeds, the days that
-- this was found on, how far returns of 30 days scatter, and what is not in it.
select
    day,
    fund,
    value_at_risk_usd,
    value_at_risk_days,
    volatility_30_day_pct,
    nav_usd,
    unvalued_holdings,
    parameter_confidence
from reserve.reserve_nav_daily
qualify day > max(day) over () - 366
order by day, fund desc
