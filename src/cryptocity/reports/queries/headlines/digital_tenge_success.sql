-- One row per day, the newest first: settled of all decided orders.
select
    day,
    100.0 * sum(settled_orders) / nullif(sum(settled_orders + rejected_orders), 0) as success_pct,
    sum(orders)::bigint as orders
from digital_tenge.settlements_daily
group by day
order by day desc
limit 60
