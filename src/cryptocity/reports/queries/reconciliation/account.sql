-- One row per day of the last twelve months: sources and uses of one account, and what of the sources no use
-- explains. It rests on the items of both sides; where one side has fewer than five, on those.
with
by_day as (
    select
        day,
        sum(amount_kzt) filter (where is_residual) as residual_kzt,
        coalesce(sum(amount_kzt) filter (where side = 'source'), 0) as sources_kzt,
        coalesce(sum(amount_kzt) filter (where side = 'use' and not is_residual), 0) as uses_kzt,
        sum(unvalued_items)::bigint as unvalued_items,
        sum(items)::bigint as all_items,
        least(
            nullif(sum(items) filter (where side = 'source'), 0), nullif(sum(items) filter (where side = 'use'), 0)
        )::bigint as fewest_items
    from reconciliation.sources_and_uses_daily
    where account = $account
    group by day
),

counted as (
    select
        * exclude (all_items, fewest_items),
        case when fewest_items < $fewest_entities then fewest_items else all_items end as items
    from by_day
    qualify day > max(day) over () - 366
)

select * from counted
order by day
