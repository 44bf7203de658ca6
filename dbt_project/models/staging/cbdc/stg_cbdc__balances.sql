with source as (
    select * from {{ source('cbdc', 'balances') }}
),

renamed as (
    select
        day,
        account_key,
        owner_key,
        account_type,
        balanced_on,
        opening_balance_kzt,
        closing_balance_kzt,
        marked_balance_kzt,
        message_id,
        statement_id,
        file_name,
        schema_checked
    from source
)

select * from renamed
