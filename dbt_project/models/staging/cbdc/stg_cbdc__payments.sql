with source as (
    select * from {{ source('cbdc', 'payments') }}
),

renamed as (
    select
        day,
        message_id,
        end_to_end_id,
        uetr,
        created_at,
        settled_on,
        amount_kzt,
        debtor_key,
        creditor_key,
        debtor_agent_bic,
        creditor_agent_bic,
        purpose_code,
        file_name,
        schema_checked
    from source
)

select * from renamed
