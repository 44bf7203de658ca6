with volumes as (
    select * from {{ ref('int_exchange_volumes_valued') }}
),

blocks as (
    select * from {{ ref('stg_onchain__blocks') }}
),

cross_checked as (
    select * from {{ ref('int_exchange_volumes_cross_checked') }}
),

plausibilities as (
    select *
    from {{ ref('exchange_volume_plausibility_daily') }}
    where is_licensed
),

estimates as (
    select * from {{ ref('unregulated_estimates_monthly') }}
),

baselines as (
    select *
    from {{ ref('seed_baseline_metrics') }}
    where metric = 'regulated_share'
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

volume_days as (
    select distinct day
    from volumes
),

block_days as (
    select distinct day
    from blocks
),

days as (
    select
        {{ month_of('coalesce(volume_days.day, block_days.day)') }} as month,
        count(volume_days.day) as volume_days,
        count(block_days.day) as block_days,
        count(*) as days
    from volume_days
    full outer join block_days
        on volume_days.day = block_days.day
    group by {{ month_of('coalesce(volume_days.day, block_days.day)') }}
),

licensed_days as (
    select distinct
        day,
        venue_id
    from cross_checked
    where is_licensed
),

licensed as (
    select
        {{ month_of('volumes.day') }} as month,
        {{ sum_of_all('volumes.quote_usd', 'true') }} as licensed_usd
    from volumes
    inner join licensed_days using (day, venue_id)
    group by {{ month_of('volumes.day') }}
),

-- Whoever bought what he sold has moved nothing: what remains is the least that was traded at licensed venues.
round_trips as (
    select
        {{ month_of('day') }} as month,
        cast(sum(round_trip_usd) as decimal(18, 2)) as round_trip_usd
    from plausibilities
    group by {{ month_of('day') }}
),

unregulated as (
    select
        estimates.month,
        max(estimates.volume_usd) filter (where estimates.scenario = 'low') as unregulated_low_usd,
        max(estimates.volume_usd) filter (where estimates.scenario = 'mid') as unregulated_mid_usd,
        max(estimates.volume_usd) filter (where estimates.scenario = 'high') as unregulated_high_usd,
        max(confidences.doubt_rank) as doubt_rank
    from estimates
    inner join confidences
        on estimates.estimate_confidence = confidences.confidence
    group by estimates.month
),

compared as (
    select
        unregulated.*,
        licensed.licensed_usd,
        days.volume_days,
        days.block_days,
        days.volume_days = days.days and days.block_days = days.days as are_days_equal,
        cast(
            case when licensed.licensed_usd is not null then coalesce(round_trips.round_trip_usd, 0) end
            as decimal(18, 2)
        ) as round_trip_usd,
        baselines.baseline,
        baselines.unit as baseline_unit,
        cast(baselines.value as decimal(9, 4)) as baseline_pct,
        greatest(unregulated.doubt_rank, confidences.doubt_rank) as worst_doubt_rank
    from unregulated
    inner join days using (month)
    left join licensed using (month)
    left join round_trips using (month)
    cross join baselines
    inner join confidences using (confidence)
),

-- What was traded on some days is no share of what others held.
comparable as (
    select
        *,
        case when are_days_equal then licensed_usd end as comparable_usd,
        cast(
            case when are_days_equal and licensed_usd is not null then greatest(licensed_usd - round_trip_usd, 0) end
            as decimal(18, 2)
        ) as least_comparable_usd
    from compared
),

all_volumes as (
    select
        *,
        cast(comparable_usd + unregulated_low_usd as decimal(18, 2)) as all_at_low_usd,
        cast(comparable_usd + unregulated_mid_usd as decimal(18, 2)) as all_at_mid_usd,
        cast(comparable_usd + unregulated_high_usd as decimal(18, 2)) as all_at_high_usd,
        cast(least_comparable_usd + unregulated_mid_usd as decimal(18, 2)) as all_at_least_comparable_usd
    from comparable
),

shared as (
    select
        *,
        {{ percent_of('comparable_usd', 'all_at_low_usd') }} as share_at_low_estimate_pct,
        {{ percent_of('comparable_usd', 'all_at_mid_usd') }} as share_at_mid_estimate_pct,
        {{ percent_of('comparable_usd', 'all_at_high_usd') }} as share_at_high_estimate_pct,
        {{ percent_of('least_comparable_usd', 'all_at_least_comparable_usd') }} as share_without_round_trips_pct
    from all_volumes
),

shares as (
    select
        shared.month,
        shared.baseline,
        shared.volume_days,
        shared.block_days,
        shared.are_days_equal,
        shared.licensed_usd,
        shared.round_trip_usd,
        shared.unregulated_low_usd,
        shared.unregulated_mid_usd,
        shared.unregulated_high_usd,
        'percent_of_volume' as share_unit,
        shared.share_at_low_estimate_pct,
        shared.share_at_mid_estimate_pct,
        shared.share_at_high_estimate_pct,
        shared.share_without_round_trips_pct,
        shared.baseline_unit,
        shared.baseline_pct,
        case
            when shared.baseline_unit = 'percent_of_volume'
                then cast(shared.share_at_mid_estimate_pct - shared.baseline_pct as decimal(9, 4))
        end as difference_to_baseline_pct,
        confidences.confidence as estimate_confidence
    from shared
    inner join confidences
        on shared.worst_doubt_rank = confidences.doubt_rank
)

select * from shares
