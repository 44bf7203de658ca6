-- One row per month, and per limit where it changed within one: resident clients over the limit without the test.
with
released as (
    select
        min(day) as first_day,
        max(day) as last_day
    from capital_flow.ramp_flows_daily
)

select
    breaches.month,
    breaches.limit_usd,
    breaches.breaching_clients,
    breaches.breaches_across_venues,
    breaches.active_clients,
    breaches.breaching_pct,
    breaches.parameter_confidence,
    released.first_day,
    released.last_day
from capital_flow.retail_limit_breaches_monthly as breaches
cross join released
order by breaches.month, breaches.limit_usd
