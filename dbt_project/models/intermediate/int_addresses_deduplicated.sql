with newest as (
    {{ newest_of_each(ref('stg_reference__address_labels'), ['address']) }}
),

addresses as (
    select
        address,
        day as snapshot_on,
        cluster_key
    from newest
)

select * from addresses
