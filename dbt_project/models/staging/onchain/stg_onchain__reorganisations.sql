with source as (
    select * from {{ source('onchain', 'reorganisations') }}
),

renamed as (
    select
        day,
        chain_id,
        sequence,
        event,
        block_number,
        block_hash,
        parent_hash,
        other_hash,
        finality
    from source
)

select * from renamed
