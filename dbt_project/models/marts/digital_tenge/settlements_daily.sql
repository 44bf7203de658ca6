with orders as (
    select * from {{ ref('int_tenge_orders_decided') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

ranked as (
    select
        orders.*,
        case when orders.status = 'ACSC' then orders.amount_kzt end as settled_kzt,
        confidences.doubt_rank
    from orders
    left join confidences using (confidence)
),

summed as (
    select
        day,
        scenario,
        count(*) as orders,
        count(*) filter (where status = 'ACSC') as settled_orders,
        count(*) filter (where status = 'RJCT') as rejected_orders,
        count(*) filter (where status = 'PDNG') as pending_orders,
        cast(coalesce(sum(settled_kzt), 0) as decimal(18, 2)) as settled_kzt,
        cast(coalesce(sum(amount_kzt) filter (where status = 'RJCT'), 0) as decimal(18, 2)) as rejected_kzt,
        cast(coalesce(sum(amount_kzt) filter (where status = 'PDNG'), 0) as decimal(18, 2)) as pending_kzt,
        cast(percentile_disc(0.5) within group (order by settled_kzt) as decimal(18, 2)) as median_settled_kzt,
        cast(percentile_disc(0.5) within group (order by seconds_to_decide) as bigint) as median_seconds,
        cast(percentile_disc(0.9) within group (order by seconds_to_decide) as bigint) as p90_seconds,
        max(doubt_rank) as doubt_rank
    from ranked
    group by day, scenario
),

settlements as (
    select
        summed.day,
        summed.scenario,
        summed.orders,
        summed.settled_orders,
        summed.rejected_orders,
        summed.pending_orders,
        summed.settled_kzt,
        summed.rejected_kzt,
        summed.pending_kzt,
        {{ percent_of('summed.settled_orders', '(summed.settled_orders + summed.rejected_orders)') }} as success_pct,
        summed.median_settled_kzt,
        summed.median_seconds,
        summed.p90_seconds,
        confidences.confidence as scenario_confidence
    from summed
    left join confidences using (doubt_rank)
)

select * from settlements
