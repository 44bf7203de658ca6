{#- A median absolute deviation times this is a standard deviation where errors are normal; none counts as less than a
    thousandth of what households use. -#}
{%- set normal, least_deviation = 1.4826, 0.001 -%}
with feeders as (
    select * from {{ ref('int_feeders_compared') }}
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter = 'mining_indicator_z_threshold'
),

observed as (
    select
        day,
        feeder,
        excess
    from feeders
    where excess is not null and compared_feeders >= 3
),

days as (
    select distinct day from observed
),

peer_deviations as (
    select
        days.day,
        percentile_disc(0.5) within group (order by abs(observed.excess)) as deviation,
        count(*) as observations
    from days
    inner join observed on observed.day between {{ days_after('days.day', -27) }} and days.day
    group by days.day
),

own_history as (
    select
        observed.day,
        observed.feeder,
        earlier.excess as earlier_excess
    from observed
    inner join observed as earlier
        on
            observed.feeder = earlier.feeder
            and earlier.day between {{ days_after('observed.day', -28) }} and {{ days_after('observed.day', -1) }}
),

own_medians as (
    select
        day,
        feeder,
        percentile_disc(0.5) within group (order by earlier_excess) as median_excess,
        count(*) as history_days
    from own_history
    group by day, feeder
),

own_differences as (
    select
        own_history.day,
        own_history.feeder,
        abs(own_history.earlier_excess - own_medians.median_excess) as difference
    from own_history
    inner join own_medians using (day, feeder)
),

-- Of few days a deviation is often too small by chance: what is usual among all feeders is the least that counts.
usual_deviations as (
    select
        day,
        percentile_disc(0.5) within group (order by difference) as deviation
    from own_differences
    group by day
),

own_deviations as (
    select
        day,
        feeder,
        percentile_disc(0.5) within group (order by difference) as deviation
    from own_differences
    group by day, feeder
),

scored as (
    select
        observed.day,
        observed.feeder,
        peer_deviations.observations,
        round(observed.excess / greatest({{ normal }} * peer_deviations.deviation, {{ least_deviation }}), 4) as peer_z,
        case
            when own_medians.history_days >= 14
                then round(
                    (observed.excess - own_medians.median_excess)
                    / greatest(
                        {{ normal }} * greatest(own_deviations.deviation, usual_deviations.deviation),
                        {{ least_deviation }}
                    ),
                    4
                )
        end as own_z,
        coalesce(own_medians.history_days, 0) as history_days
    from observed
    inner join peer_deviations using (day)
    left join own_medians using (day, feeder)
    left join own_deviations using (day, feeder)
    left join usual_deviations using (day)
),

indicated as (
    select
        feeders.day,
        feeders.feeder,
        feeders.kato_code,
        feeders.connected_households,
        feeders.supplied_kwh,
        feeders.metered_mining_kwh,
        feeders.unmetered_points,
        feeders.modelled_household_kwh,
        cast(feeders.remaining_kwh - feeders.modelled_household_kwh as decimal(18, 3)) as residual_kwh,
        try_cast(round(100 * feeders.excess, 4) as decimal(18, 4)) as residual_to_households_pct,
        try_cast(scored.peer_z as decimal(18, 4)) as peer_z_score,
        coalesce(scored.observations, 0) as peer_observations,
        try_cast(scored.own_z as decimal(18, 4)) as own_z_score,
        coalesce(scored.history_days, 0) as history_days,
        try_cast(greatest(scored.peer_z, coalesce(scored.own_z, scored.peer_z)) as decimal(18, 4)) as indicator_z_score,
        cast(parameters.value_number as decimal(9, 4)) as threshold_z_score,
        parameters.confidence as parameter_confidence
    from feeders
    left join scored using (day, feeder)
    left join parameters on feeders.day between parameters.valid_from and parameters.valid_to
),

flagged as (
    select
        day,
        feeder,
        kato_code,
        connected_households,
        supplied_kwh,
        metered_mining_kwh,
        unmetered_points,
        modelled_household_kwh,
        residual_kwh,
        residual_to_households_pct,
        peer_z_score,
        peer_observations,
        own_z_score,
        history_days,
        indicator_z_score,
        threshold_z_score,
        indicator_z_score >= threshold_z_score as is_above_threshold,
        parameter_confidence
    from indicated
)

select * from flagged
