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
        is_travel_rule_complete,
        is_travel_rule_claimed_complete,
        missing_travel_rule_fields,
        has_originator_name,
        has_originator_account,
        has_originator_identity,
        has_beneficiary_name,
        has_beneficiary_account,
        is_counterparty_self_hosted
    from source
)

select * from renamed
