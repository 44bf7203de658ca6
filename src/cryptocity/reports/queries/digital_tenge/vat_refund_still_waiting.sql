-- One row per unit, channel and number of days of the latest month: the share that waits longer, told only where enough
-- were credited since the number of days told before, so that no two shares tell of fewer. Nothing else would be drawn:
-- between two rows the share stays as it is.
with recursive
latest as (
    select
        *,
        row_number() over (partition by month, day_unit, channel order by waited_days) as place
    from digital_tenge.vat_refund_survival_monthly
    qualify month = max(month) over ()
),

counted as (
    select
        *,
        credited_applications as credited_since
    from latest
    where place = 1
    union all
    select
        latest.*,
        latest.credited_applications
        + case when counted.credited_since < $fewest_entities then counted.credited_since else 0 end as credited_since
    from latest
    inner join counted
        on
            latest.day_unit = counted.day_unit
            and latest.channel = counted.channel
            and latest.place = counted.place + 1
)

select
    month,
    day_unit,
    channel,
    waited_days as after_days,
    still_waiting_pct,
    at_risk_applications
from counted
where credited_since >= $fewest_entities
order by day_unit desc, channel asc, after_days asc
