with source as (
    select * from {{ source('reference', 'address_labels') }}
),

renamed as (
    select
        day,
        address,
        cluster_key,
        category,
        residency,
        labelled_by,
        labelled_on
    from source
)

select * from renamed
