{{ config(materialized='incremental', meta={'reach_days': 1}) }}

with register as (
    select *
    from {{ ref('stg_merchants__register') }}
    where {{ is_read('day') }}
),

changes as (
    select
        register.day,
        register.merchant_key,
        register.tax_regime,
        register.vat_payer_from,
        register.vat_payer_to,
        register.settlement_address
    from register
    left join register as day_before
        on
            register.merchant_key = day_before.merchant_key
            and register.day = {{ days_after('day_before.day', 1) }}
            and register.tax_regime is not distinct from day_before.tax_regime
            and register.vat_payer_from is not distinct from day_before.vat_payer_from
            and register.vat_payer_to is not distinct from day_before.vat_payer_to
            and register.settlement_address is not distinct from day_before.settlement_address
    where day_before.merchant_key is null and {{ is_rebuilt('register.day') }}
)

select * from changes
