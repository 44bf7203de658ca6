-- One row per month, the newest first.
select
    date_trunc('month', day)::date as month,
    sum(net_usd) as net_usd,
    sum(on_ramp_trades + off_ramp_trades)::bigint as trades
from capital_flow.ramp_flows_daily
group by month
order by month desc
