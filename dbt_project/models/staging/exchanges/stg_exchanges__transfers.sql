with source as (
    select * from {{ source('exchanges', 'transfers') }}
),

renamed as (
    select
        day,
        venue_id,
        transfer_id,
        occurred_at,
        direction,
        kind,
        asset,
        amount,
        client_key,
        client_residency,
        counterparty_residency,
        counterparty_address,
        transaction_hash,
        is_travel_rule_complete
    from source
)

select * from renamed
