-- One row per day of the last twelve months: crypto bought and sold for fiat on licensed venues.
select
    day,
    sum(net_usd) as net_usd,
    sum(on_ramp_usd) as on_ramp_usd,
    sum(off_ramp_usd) as off_ramp_usd,
    sum(on_ramp_trades + off_ramp_trades)::bigint as trades,
    bool_or(is_fx_carried_forward) as is_fx_carried_forward
from capital_flow.ramp_flows_daily
group by day
qualify day > max(day) over () - 366
order by day
