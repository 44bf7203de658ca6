with waits as (
    select * from {{ ref('int_waits_observed') }}
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

ends as (
    select
        wait,
        unit,
        month,
        category,
        left_after as waited_days,
        sum(cases) as ended
    from lines
    where is_over
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

-- A product of shares is the exponential of the sum of their logarithms; once nobody is left, nobody is ever after.
factors as (
    select
        *,
        case when ended < at_risk then ln(1 - cast(ended as double) / at_risk) else 0 end as log_share,
        case when ended < at_risk then 0 else 1 end as is_last
    from at_risk
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
        max(is_last) over so_far as is_nobody_left
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
            case when is_nobody_left = 1 then 0 else round(exp(log_surviving), 9) end as decimal(10, 9)
        ) as surviving_share
    from multiplied
)

select * from survived
