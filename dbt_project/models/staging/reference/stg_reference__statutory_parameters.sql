with source as (
    select * from {{ source('reference', 'statutory_parameters') }}
),

renamed as (
    select
        day,
        parameter,
        value,
        unit
    from source
)

select * from renamed
