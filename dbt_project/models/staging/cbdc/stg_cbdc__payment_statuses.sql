with source as (
    select * from {{ source('cbdc', 'payment_statuses') }}
),

renamed as (
    select
        day,
        message_id,
        original_message_id,
        original_end_to_end_id,
        status,
        reason_code,
        decided_at,
        file_name,
        schema_checked
    from source
)

select * from renamed
