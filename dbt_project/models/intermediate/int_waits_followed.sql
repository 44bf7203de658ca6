with waits as (
    select * from {{ ref('int_waits_observed') }}
),

-- Who ended on a day off may have ended before the work day from which on the case was looked at.
spans as (
    select
        wait,
        unit,
        month,
        category,
        least(entered_after, left_after) as from_days,
        left_after as to_days
    from waits
    where left_after is not null and (is_over or entered_after <= left_after)
),

reached as (
    select
        *,
        coalesce(
            max(to_days) over (
                partition by wait, unit, month, category
                order by from_days
                rows between unbounded preceding and 1 preceding
            ),
            -1
        ) as reached_before
    from spans
),

followed as (
    select
        wait,
        unit,
        month,
        category,
        coalesce(min(reached_before) filter (where from_days > reached_before + 1), max(to_days)) as followed_to_days
    from reached
    group by wait, unit, month, category
)

select * from followed
