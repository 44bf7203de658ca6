with source as (
    select * from {{ source('exchanges', 'client_month_limits') }}
),

renamed as (
    select
        day,
        venue_id,
        client_key,
        client_residency,
        month,
        deposited_usd,
        is_knowledge_test_passed,
        knowledge_test_passed_on
    from source
)

select * from renamed
