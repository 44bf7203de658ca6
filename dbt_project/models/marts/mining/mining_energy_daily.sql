{%- set assumptions = ['efficiency_low', 'efficiency_best', 'efficiency_high', 'pue_low', 'pue_best', 'pue_high'] -%}
with licences as (
    select *
    from {{ ref('stg_reference__mining_licences') }}
    where day between licensed_from and licensed_to
),

mining_energy as (
    select * from {{ ref('stg_reference__mining_energy') }}
),

distributions as (
    select *
    from {{ ref('stg_reference__mining_distributions') }}
    where asset = 'BTC'
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter like 'mining_efficiency_%' or parameter like 'mining_pue_%'
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

miners as (
    select
        day,
        miner_key,
        count(*) as licences,
        cast(sum(declared_hash_rate_ths) as decimal(15, 3)) as declared_hash_rate_ths
    from licences
    group by day, miner_key
),

metered as (
    select
        licences.day,
        licences.miner_key,
        count(distinct licences.licence_number) as metered_licences,
        count(*) as metering_points,
        count(*) - count(mining_energy.energy_kwh) as unmetered_points,
        cast(sum(mining_energy.energy_kwh) as decimal(18, 3)) as metered_kwh
    from mining_energy
    inner join licences using (day, licence_number)
    group by licences.day, licences.miner_key
),

paid as (
    select
        licences.day,
        licences.miner_key,
        cast(sum({{ whole_tokens('distributions.amount_base_units', '8') }}) as decimal(18, 8)) as distributed_btc
    from distributions
    inner join licences using (day, licence_number)
    group by licences.day, licences.miner_key
),

days as (
    select distinct day from miners
),

assumed as (
    select
        days.day,
        {%- for name in assumptions %}
            cast(
                max(parameters.value_number) filter (where parameters.parameter = 'mining_{{ name }}') as decimal(7, 2)
            ) as {{ name }},
        {%- endfor %}
        max(parameters.doubt_rank) as doubt_rank
    from days
    inner join parameters on days.day between parameters.valid_from and parameters.valid_to
    group by days.day
),

joined as (
    select
        miners.day,
        miners.miner_key,
        miners.licences,
        miners.declared_hash_rate_ths,
        coalesce(metered.metering_points, 0) as metering_points,
        coalesce(metered.unmetered_points, 0) as unmetered_points,
        coalesce(metered.unmetered_points > 0 or metered.metered_licences < miners.licences, true) as is_unmetered,
        metered.metered_kwh,
        coalesce(paid.distributed_btc, 0) as distributed_btc,
        {%- for bound in ['low', 'best', 'high'] %}
            cast(
                miners.declared_hash_rate_ths * assumed.efficiency_{{ bound }} * assumed.pue_{{ bound }}
                * cast(0.000024 as decimal(6, 6))
                as decimal(18, 6)
            ) as implied_{{ bound }}_mwh,
        {%- endfor %}
        assumed.doubt_rank
    from miners
    left join metered using (day, miner_key)
    left join paid using (day, miner_key)
    left join assumed using (day)
),

in_mwh as (
    select
        *,
        cast(metered_kwh * cast(0.001 as decimal(4, 3)) as decimal(18, 6)) as metered_mwh
    from joined
),

compared as (
    select
        in_mwh.day,
        in_mwh.miner_key,
        in_mwh.licences,
        in_mwh.declared_hash_rate_ths,
        in_mwh.metering_points,
        in_mwh.unmetered_points,
        in_mwh.metered_mwh,
        in_mwh.implied_low_mwh,
        in_mwh.implied_best_mwh,
        in_mwh.implied_high_mwh,
        case
            when not in_mwh.is_unmetered
                then {{ percent_of('in_mwh.metered_mwh', 'in_mwh.implied_best_mwh') }}
        end as metered_to_implied_pct,
        case
            when in_mwh.is_unmetered then 'unmetered'
            when in_mwh.implied_best_mwh is null then 'unknown'
            when in_mwh.metered_mwh < in_mwh.implied_low_mwh then 'below'
            when in_mwh.metered_mwh > in_mwh.implied_high_mwh then 'above'
            else 'within'
        end as metered_against_implied,
        cast(in_mwh.distributed_btc as decimal(18, 8)) as distributed_btc,
        case
            when not in_mwh.is_unmetered and in_mwh.distributed_btc > 0
                then cast(
                    round(cast(in_mwh.metered_kwh as double) / cast(in_mwh.distributed_btc as double), 2) as decimal(
                        18, 2
                    )
                )
        end as kwh_per_btc,
        confidences.confidence as parameter_confidence
    from in_mwh
    left join confidences using (doubt_rank)
)

select * from compared
