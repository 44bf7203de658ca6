with source as (
    select * from {{ source('reference', 'residents') }}
),

renamed as (
    select
        day,
        firm_key,
        oked_code,
        kato_code,
        resident_from,
        resident_to,
        headcount,
        specialists,
        average_wage_kzt
    from source
)

select * from renamed
