with register as (
    select * from {{ ref('int_register_changes_found') }}
),

compared as (
    select
        day,
        merchant_key,
        tax_regime,
        vat_payer_from,
        vat_payer_to,
        settlement_address,
        lag(day) over snapshots as previous_day,
        lag(tax_regime) over snapshots as previous_tax_regime,
        lag(vat_payer_from) over snapshots as previous_vat_payer_from,
        lag(vat_payer_to) over snapshots as previous_vat_payer_to,
        lag(settlement_address) over snapshots as previous_settlement_address
    from register
    window snapshots as (partition by merchant_key order by day)
),

changes as (
    select *
    from compared
    where
        previous_day is null
        or tax_regime is distinct from previous_tax_regime
        or vat_payer_from is distinct from previous_vat_payer_from
        or vat_payer_to is distinct from previous_vat_payer_to
        or settlement_address is distinct from previous_settlement_address
),

spanned as (
    select
        merchant_key,
        case when previous_day is null then date '0001-01-01' else day end as valid_from_on,
        coalesce(
            {{ days_after('lead(day) over (partition by merchant_key order by day)', -1) }}, date '9999-12-31'
        ) as valid_to_on,
        tax_regime,
        vat_payer_from,
        vat_payer_to,
        settlement_address
    from changes
)

select * from spanned
