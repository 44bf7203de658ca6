with waits as (
    select * from {{ ref('int_waits_observed') }}
),

survived as (
    select * from {{ ref('int_waits_survived') }}
),

followed as (
    select * from {{ ref('int_waits_followed') }}
),

observed as (
    select
        wait,
        unit,
        month,
        category,
        max(left_after) as longest_days,
        count(*) filter (where left_after is null) as uncounted_cases,
        bool_or(has_doubtful_days) as has_doubtful_days
    from waits
    group by wait, unit, month, category
),

reached as (
    select
        wait,
        unit,
        month,
        category,
        min(waited_days) filter (where surviving_share <= 0.5) as median_days,
        min(waited_days) filter (where surviving_share <= 0.1) as p90_days,
        min(waited_days) filter (where surviving_share is null) - 1 as known_to_days
    from survived
    group by wait, unit, month, category
),

estimated as (
    select
        observed.wait,
        observed.unit,
        observed.month,
        observed.category,
        reached.median_days,
        reached.p90_days,
        observed.longest_days,
        case
            when observed.uncounted_cases > 0 then -1
            else coalesce(least(reached.known_to_days, followed.followed_to_days), -1)
        end as known_to_days,
        observed.uncounted_cases,
        observed.has_doubtful_days
    from observed
    left join followed using (wait, unit, month, category)
    left join reached using (wait, unit, month, category)
)

select * from estimated
