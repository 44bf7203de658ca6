with source as (
    select * from {{ source('cbdc', 'token_operations') }}
),

renamed as (
    select
        day,
        operation_id,
        transaction_type,
        end_to_end_id,
        amount_kzt,
        mark_code,
        mark_purpose,
        contract_number,
        parent_operation_id,
        vat_amount_marked_kzt,
        tier_depth,
        debtor_key,
        creditor_key,
        status,
        reason_code,
        decided_at,
        message_id,
        file_name,
        schema_checked
    from source
)

select * from renamed
