-- Direct flows only: over one wallet in between, the same money would be observed a second time.
with traced as (
    select *
    from {{ ref('int_illicit_transfers_traced') }}
    where category = 'unlicensed_exchange' and hops = 1
),

blocks as (
    select * from {{ ref('stg_onchain__blocks') }}
),

multipliers as (
    select * from {{ ref('seed_estimate_multipliers') }}
),

baselines as (
    select * from {{ ref('seed_baseline_metrics') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

-- Two figures of USD 15 bn that mean different things; each gauge is held against its own.
gray as (
    select
        cast(max(value) filter (where baseline = 'gray_purchases_2024') as decimal(18, 2)) as purchases_usd,
        cast(max(value) filter (where baseline = 'gray_transfers_out') as decimal(18, 2)) as transfers_out_usd
    from baselines
),

months as (
    select
        {{ month_of('day') }} as month,
        count(distinct day) as days_observed
    from blocks
    group by {{ month_of('day') }}
),

flows as (
    select
        {{ month_of('day') }} as month,
        direction,
        value_usd,
        case doubt_rank when 1 then 'H' when 2 then 'M' else 'L' end as label_confidence
    from traced
),

-- A flow is no surer than the label that makes it one.
doubted as (
    select
        flows.*,
        confidences.doubt_rank
    from flows
    inner join confidences
        on flows.label_confidence = confidences.confidence
),

observed as (
    select
        months.month,
        months.days_observed,
        multipliers.scenario,
        multipliers.basis,
        multipliers.multiplier,
        multipliers.confidence as multiplier_confidence,
        max(doubted.doubt_rank) as label_doubt_rank,
        cast(
            coalesce(sum(doubted.value_usd) filter (where doubted.direction = 'received'), 0) as decimal(18, 2)
        ) as observed_purchases_usd,
        cast(
            coalesce(sum(doubted.value_usd) filter (where doubted.direction = 'sent'), 0) as decimal(18, 2)
        ) as observed_transfers_out_usd,
        count(doubted.direction) - count(doubted.value_usd) as unvalued_transfers
    from months
    cross join multipliers
    left join doubted
        on months.month = doubted.month
    group by
        months.month,
        months.days_observed,
        multipliers.scenario,
        multipliers.basis,
        multipliers.multiplier,
        multipliers.confidence
),

estimated as (
    select
        *,
        {{ money_of_hundredths(divide_half_up(
            unscaled('observed_purchases_usd') ~ ' * ' ~ unscaled('multiplier'), '100'
        )) }} as purchases_usd,
        {{ money_of_hundredths(divide_half_up(
            unscaled('observed_transfers_out_usd') ~ ' * ' ~ unscaled('multiplier'), '100'
        )) }} as transfers_out_usd
    from observed
),

annualised as (
    select
        *,
        {{ money_of_hundredths(divide_half_up('365 * ' ~ unscaled('purchases_usd'), 'days_observed')) }}
            as annualised_purchases_usd,
        {{ money_of_hundredths(divide_half_up('365 * ' ~ unscaled('transfers_out_usd'), 'days_observed')) }}
            as annualised_transfers_out_usd
    from estimated
),

gauged as (
    select
        annualised.month,
        annualised.scenario,
        annualised.basis as method,
        annualised.multiplier,
        annualised.days_observed,
        annualised.observed_purchases_usd,
        annualised.observed_transfers_out_usd,
        annualised.purchases_usd,
        annualised.transfers_out_usd,
        cast(annualised.purchases_usd + annualised.transfers_out_usd as decimal(18, 2)) as volume_usd,
        annualised.annualised_purchases_usd,
        annualised.annualised_transfers_out_usd,
        {{ fine_percent_of('annualised.annualised_purchases_usd', 'gray.purchases_usd') }} as purchases_gauge_pct,
        {{ fine_percent_of('annualised.annualised_transfers_out_usd', 'gray.transfers_out_usd') }}
            as transfers_out_gauge_pct,
        annualised.unvalued_transfers,
        confidences.confidence as estimate_confidence
    from annualised
    cross join gray
    inner join confidences as multiplier_confidences
        on annualised.multiplier_confidence = multiplier_confidences.confidence
    inner join confidences
        on greatest(
            multiplier_confidences.doubt_rank, coalesce(annualised.label_doubt_rank, multiplier_confidences.doubt_rank)
        ) = confidences.doubt_rank
)

select * from gauged
