with volumes as (
    select * from {{ ref('int_exchange_volumes_valued') }}
),

cross_checked as (
    select * from {{ ref('int_exchange_volumes_cross_checked') }}
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
        baselines.baseline,
        baselines.unit as baseline_unit,
        cast(baselines.value as decimal(9, 4)) as baseline_pct,
        cast(licensed.licensed_usd + unregulated.unregulated_low_usd as decimal(18, 2)) as all_at_low_usd,
        cast(licensed.licensed_usd + unregulated.unregulated_mid_usd as decimal(18, 2)) as all_at_mid_usd,
        cast(licensed.licensed_usd + unregulated.unregulated_high_usd as decimal(18, 2)) as all_at_high_usd,
        greatest(unregulated.doubt_rank, confidences.doubt_rank) as worst_doubt_rank
    from unregulated
    left join licensed using (month)
    cross join baselines
    inner join confidences using (confidence)
),

shared as (
    select
        *,
        {{ percent_of('licensed_usd', 'all_at_low_usd') }} as share_at_low_estimate_pct,
        {{ percent_of('licensed_usd', 'all_at_mid_usd') }} as share_at_mid_estimate_pct,
        {{ percent_of('licensed_usd', 'all_at_high_usd') }} as share_at_high_estimate_pct
    from compared
),

shares as (
    select
        shared.month,
        shared.baseline,
        shared.licensed_usd,
        shared.unregulated_low_usd,
        shared.unregulated_mid_usd,
        shared.unregulated_high_usd,
        'percent_of_volume' as share_unit,
        shared.share_at_low_estimate_pct,
        shared.share_at_mid_estimate_pct,
        shared.share_at_high_estimate_pct,
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
