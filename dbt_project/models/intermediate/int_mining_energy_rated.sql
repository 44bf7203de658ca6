with energy as (
    select * from {{ ref('stg_reference__mining_energy') }}
),

licences as (
    {{ newest_of_each(ref('stg_reference__mining_licences'), ['licence_number']) }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

rated as (
    select
        energy.day,
        energy.licence_number,
        energy.metering_point,
        energy.tariff_source,
        coalesce(licences.miner_key, 'unknown') as miner_key,
        energy.is_metered,
        energy.energy_kwh,
        cast(parameters.value_number as decimal(9, 4)) as rate_kzt_per_kwh,
        parameters.doubt_rank
    from energy
    left join licences using (licence_number)
    left join parameters
        on
            parameters.parameter = 'mining_fee_' || energy.tariff_source
            and energy.day between parameters.valid_from and parameters.valid_to
)

select * from rated
