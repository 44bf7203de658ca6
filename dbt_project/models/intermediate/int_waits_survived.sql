with waits as (
    select * from {{ ref('int_waits_observed') }}
),

followed as (
    select * from {{ ref('int_waits_followed') }}
),

-- Who waits equally long from the same point on counts as one line.
lines as (
    select
        wait,
        unit,
        month,
        category,
        entered_after,
        left_after,
        is_over,
        count(*) as cases
    from waits
    group by wait, unit, month, category, entered_after, left_after, is_over
),

seen as (
    select
        wait,
        unit,
        month,
        category,
        max(left_after) as longest_days,
        bool_or(left_after is null) as has_uncounted
    from lines
    group by wait, unit, month, category
),

ends as (
    select
        wait,
        unit,
        month,
        category,
        left_after as waited_days,
        sum(cases) as ended
    from lines
    where is_over and left_after is not null
    group by wait, unit, month, category, left_after
),

at_risk as (
    select
        ends.wait,
        ends.unit,
        ends.month,
        ends.category,
        ends.waited_days,
        ends.ended,
        sum(lines.cases) as at_risk
    from ends
    inner join lines
        on
            ends.wait = lines.wait
            and ends.unit = lines.unit
            and ends.month = lines.month
            and ends.category = lines.category
            and (
                ends.waited_days between lines.entered_after and lines.left_after
                or (lines.is_over and ends.waited_days = lines.left_after)
            )
    group by ends.wait, ends.unit, ends.month, ends.category, ends.waited_days, ends.ended
),

-- A product of shares is the exponential of the sum of their logarithms. Where all at risk have ended, nobody waits
-- longer; but if somebody is seen to, who was not looked at yet, no share is known from there on. Nor is one from the
-- first number of days on after which nobody at all was looked at: how many ended then is not known. And none is where
-- the days of somebody cannot be counted.
factors as (
    select
        at_risk.*,
        case
            when at_risk.ended < at_risk.at_risk then ln(1 - cast(at_risk.ended as double) / at_risk.at_risk)
            else 0
        end as log_share,
        at_risk.ended = at_risk.at_risk as is_last,
        at_risk.ended = at_risk.at_risk and at_risk.waited_days < seen.longest_days as is_contradicted,
        at_risk.waited_days > followed.followed_to_days as is_after_gap,
        seen.has_uncounted
    from at_risk
    inner join seen using (wait, unit, month, category)
    inner join followed using (wait, unit, month, category)
),

multiplied as (
    select
        wait,
        unit,
        month,
        category,
        waited_days,
        cast(at_risk as bigint) as at_risk,
        cast(ended as bigint) as ended,
        sum(log_share) over so_far as log_surviving,
        bool_or(is_last) over so_far as is_nobody_left,
        bool_or(is_contradicted or is_after_gap or has_uncounted) over so_far as is_undefined
    from factors
    window so_far as (partition by wait, unit, month, category order by waited_days)
),

survived as (
    select
        wait,
        unit,
        month,
        category,
        waited_days,
        at_risk,
        ended,
        cast(
            case
                when is_undefined then null
                when is_nobody_left then 0
                else round(exp(log_surviving), 9)
            end as decimal(10, 9)
        ) as surviving_share
    from multiplied
)

select * from survived
