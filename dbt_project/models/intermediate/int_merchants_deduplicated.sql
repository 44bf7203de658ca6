with newest as (
    {{ newest_of_each(ref('stg_merchants__register'), ['merchant_key']) }}
),

merchants as (
    select
        merchant_key,
        day as snapshot_on,
        oked_code,
        kato_code,
        registered_on,
        tax_regime,
        vat_payer_from,
        vat_payer_to,
        settlement_address
    from newest
)

select * from merchants
