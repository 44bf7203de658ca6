with source as (
    select * from {{ source('reference', 'address_labels') }}
),

renamed as (
    select
        day,
        address,
        chain,
        cluster_key,
        holder,
        category,
        residency,
        labelled_by,
        labelled_on,
        source_document,
        confidence
    from source
)

select * from renamed
