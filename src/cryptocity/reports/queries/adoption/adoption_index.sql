-- One row per place of the latest month: its adoption index, and the least and most that it is without one of its
-- components or merchants. `fewest_entities` is the smallest of the groups that it rests on, those of nobody apart.
with
latest as (
    select *
    from adoption.adoption_index_monthly
    qualify month = max(month) over ()
),

receipts as (
    select
        min(day) as first_day,
        max(day) as last_day
    from adoption.adoption_daily
),

bounded as (
    select
        latest.month,
        latest.kato_code,
        latest.adoption_index,
        latest.adoption_index_low as low_index,
        latest.adoption_index_high as high_index,
        latest.parameter_confidence,
        least(
            nullif(latest.registered_merchants, 0),
            nullif(latest.active_merchants, 0),
            nullif(latest.active_payers, 0),
            nullif(latest.settlements, 0)
        ) as fewest_entities,
        receipts.first_day,
        receipts.last_day
    from latest
    cross join receipts
)

select * from bounded
order by adoption_index desc nulls last, kato_code asc
