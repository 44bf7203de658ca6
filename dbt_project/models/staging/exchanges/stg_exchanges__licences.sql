with source as (
    select * from {{ source('exchanges', 'licences') }}
),

renamed as (
    select
        day,
        venue_id,
        licence_number,
        licence_type,
        licence_status,
        valid_from,
        valid_to,
        decided_on
    from source
)

select * from renamed
