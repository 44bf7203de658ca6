with newest as (
    {{ newest_of_each(ref('int_register_last_named'), ['merchant_key']) }}
),

merchants as (
    select
        merchant_key,
        day as snapshot_on,
        oked_code,
        kato_code,
        registered_on
    from newest
)

select * from merchants
