with source as (
    select * from {{ source('merchants', 'classifier_codes') }}
),

renamed as (
    select
        day,
        classifier,
        code,
        name_ru,
        name_kk,
        parent_code,
        valid_from,
        valid_to,
        replaced_by_code
    from source
)

select * from renamed
