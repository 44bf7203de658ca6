with energy as (
    select * from {{ ref('int_mining_energy_rated') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

-- Where no point has a working meter, the energy is not nought but unknown, and so is the fee.
summed as (
    select
        day,
        tariff_source,
        rate_kzt_per_kwh,
        doubt_rank,
        count(*) as metering_points,
        count(*) filter (where not is_metered) as unmetered_points,
        cast(sum(energy_kwh) as decimal(18, 3)) as metered_kwh
    from energy
    group by day, tariff_source, rate_kzt_per_kwh, doubt_rank
),

fees as (
    select
        summed.day,
        summed.tariff_source,
        summed.metering_points,
        summed.unmetered_points,
        summed.metered_kwh,
        summed.rate_kzt_per_kwh,
        cast(summed.metered_kwh * summed.rate_kzt_per_kwh as decimal(18, 2)) as fee_due_kzt,
        confidences.confidence as parameter_confidence
    from summed
    left join confidences using (doubt_rank)
)

select * from fees
