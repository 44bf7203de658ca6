with source as (
    select * from {{ source('reference', 'feeder_energy') }}
),

renamed as (
    select
        day,
        feeder,
        kato_code,
        connected_households,
        supplied_kwh
    from source
)

select * from renamed
