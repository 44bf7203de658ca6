with source as (
    select * from {{ source('reference', 'mining_energy') }}
),

renamed as (
    select
        day,
        licence_number,
        metering_point,
        feeder,
        tariff_source,
        is_metered,
        energy_kwh
    from source
)

select * from renamed
