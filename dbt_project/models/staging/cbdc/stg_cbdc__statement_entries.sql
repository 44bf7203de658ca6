with source as (
    select * from {{ source('cbdc', 'statement_entries') }}
),

renamed as (
    select
        day,
        message_kind,
        message_id,
        statement_id,
        entry_number,
        account_key,
        entry_reference,
        end_to_end_id,
        direction,
        amount_kzt,
        is_reversal,
        status,
        booked_on,
        valued_on,
        file_name,
        schema_checked
    from source
)

select * from renamed
