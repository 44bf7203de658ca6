-- One row per month, the newest first: merchants with a confirmed payment, of all registered.
select
    month,
    100.0 * sum(active_merchants) / nullif(sum(registered_merchants), 0) as acceptance_pct,
    sum(active_merchants)::bigint as active_merchants
from adoption.merchant_acceptance_monthly
group by month
order by month desc
