-- One row per scenario over the release: what became of its orders; `all_*` count every scenario.
with
by_scenario as (
    select
        scenario,
        sum(orders)::bigint as orders,
        sum(settled_orders)::bigint as settled_orders,
        sum(rejected_orders)::bigint as rejected_orders,
        sum(pending_orders)::bigint as pending_orders,
        sum(settled_kzt) as settled_kzt,
        string_agg(distinct scenario_confidence, ', ' order by scenario_confidence) as parameter_confidence
    from digital_tenge.settlements_daily
    group by scenario
),

totalled as (
    select
        *,
        100.0 * settled_orders / nullif(settled_orders + rejected_orders, 0) as success_pct,
        sum(orders) over ()::bigint as all_orders,
        100.0 * sum(settled_orders) over ()
        / nullif(sum(settled_orders + rejected_orders) over (), 0) as all_success_pct
    from by_scenario
)

select * from totalled
order by orders desc, scenario asc
