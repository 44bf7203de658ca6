-- One row per feeder on the latest day, the highest score first; `drawn_z` ends where a bar would leave no room for
-- the others. `all_*` count every feeder of the day.
with
latest as (
    select *
    from mining.illegal_mining_indicator_daily
    qualify day = max(day) over ()
),

scored as (
    select
        day,
        feeder,
        kato_code,
        indicator_z_score as indicator_z,
        threshold_z_score as threshold_z,
        least(indicator_z_score, 20) as drawn_z,
        parameter_confidence,
        count(indicator_z_score) over () as all_scored,
        count(*) filter (where is_above_threshold) over () as all_above
    from latest
)

select * from scored
order by indicator_z desc nulls last, feeder asc
limit 15
