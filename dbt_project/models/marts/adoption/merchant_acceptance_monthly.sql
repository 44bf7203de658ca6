with register as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('stg_merchants__register') }}
),

payments as (
    select * from {{ ref('int_crypto_payments_confirmed') }}
),

snapshots as (
    select
        month,
        max(day) as day
    from register
    group by month
),

active_merchants as (
    select distinct
        {{ month_of('day') }} as month,
        merchant_key
    from payments
),

merchants as (
    select
        register.month,
        register.oked_code,
        register.kato_code,
        register.merchant_key,
        coalesce(register.crypto_enabled_on <= register.day, false) as is_enabled,
        active_merchants.merchant_key is not null as is_active
    from register
    inner join snapshots using (month, day)
    left join active_merchants using (month, merchant_key)
),

counted as (
    select
        month,
        oked_code,
        kato_code,
        count(*) as registered_merchants,
        count(*) filter (where is_enabled) as enabled_merchants,
        count(*) filter (where is_active) as active_merchants
    from merchants
    group by month, oked_code, kato_code
),

acceptance as (
    select
        *,
        {{ percent_of('enabled_merchants', 'registered_merchants') }} as enabled_pct,
        {{ percent_of('active_merchants', 'registered_merchants') }} as acceptance_pct
    from counted
)

select * from acceptance
