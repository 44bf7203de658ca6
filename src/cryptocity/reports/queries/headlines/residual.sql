-- One row per day, the newest first: what one account leaves unexplained. It rests on the items of both sides;
-- where one side has fewer than five on the day, or on a day beside it, on those.
with
by_day as (
    select
        day,
        sum(amount_kzt) filter (where is_residual) as residual_kzt,
        sum(items)::bigint as all_items,
        least(
            nullif(sum(items) filter (where side = 'source'), 0), nullif(sum(items) filter (where side = 'use'), 0)
        )::bigint as fewest_items
    from reconciliation.sources_and_uses_daily
    where account = $account
    group by day
),

around as (
    select
        *,
        min(fewest_items) over (order by day rows between 1 preceding and 1 following) as fewest_around
    from by_day
),

counted as (
    select
        day,
        residual_kzt,
        case when fewest_around < $fewest_entities then fewest_around else all_items end as items
    from around
)

select * from counted
order by day desc
limit 60
