-- One row per day of the last twelve months: transfers of residents from and to counterparties abroad or unknown.
select
    day,
    sum(net_usd) as net_usd,
    sum(inflow_usd) as inflow_usd,
    sum(outflow_usd) as outflow_usd,
    sum(inflow_transfers + outflow_transfers)::bigint as transfers,
    sum(unvalued_transfers)::bigint as unvalued_transfers
from capital_flow.cross_border_flows_daily
group by day
qualify day > max(day) over () - 366
order by day
