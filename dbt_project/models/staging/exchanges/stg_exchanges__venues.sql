with source as (
    select * from {{ source('exchanges', 'venues') }}
),

renamed as (
    select
        day,
        venue_id,
        venue_name,
        bin,
        licence_number,
        licence_status,
        licensed_from,
        licensed_to
    from source
)

select * from renamed
