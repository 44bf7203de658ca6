-- One row per month, the newest first.
select
    date_trunc('month', day)::date as month,
    sum(net_usd) as net_usd,
    sum(inflow_transfers + outflow_transfers)::bigint as transfers
from capital_flow.cross_border_flows_daily
group by month
order by month desc
