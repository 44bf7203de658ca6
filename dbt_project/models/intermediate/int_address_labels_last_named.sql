{{ config(materialized='incremental', meta={'reach_days': 1}) }}

with last_named as (
    {{ last_named_of_each(ref('stg_reference__address_labels'), ['address', 'labelled_by']) }}
),

labels as (
    select
        day,
        address,
        labelled_by,
        labelled_on,
        residency,
        confidence,
        cluster_key
    from last_named
)

select * from labels
