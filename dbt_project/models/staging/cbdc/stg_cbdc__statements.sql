with source as (
    select * from {{ source('cbdc', 'statements') }}
),

renamed as (
    select
        day,
        message_id,
        statement_id,
        account_key,
        owner_key,
        created_at,
        closed_on,
        opening_balance_kzt,
        closing_balance_kzt,
        credits_kzt,
        debits_kzt,
        entry_count,
        file_name,
        schema_checked
    from source
)

select * from renamed
