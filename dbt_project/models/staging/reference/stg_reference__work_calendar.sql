with source as (
    select * from {{ source('reference', 'work_calendar') }}
),

renamed as (
    select
        day,
        calendar_on,
        kind,
        title,
        source_document,
        confidence
    from source
)

select * from renamed
