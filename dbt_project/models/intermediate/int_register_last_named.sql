{{ config(materialized='incremental', meta={'reach_days': 1}) }}

with last_named as (
    {{ last_named_of_each(ref('stg_merchants__register'), ['merchant_key']) }}
),

merchants as (
    select
        day,
        merchant_key,
        oked_code,
        kato_code,
        registered_on
    from last_named
)

select * from merchants
