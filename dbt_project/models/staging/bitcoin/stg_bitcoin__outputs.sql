with source as (
    select * from {{ source('bitcoin', 'outputs') }}
),

renamed as (
    select
        day,
        chain,
        block_height,
        transaction_index,
        output_index,
        mined_at,
        transaction_id,
        value_satoshi,
        script_type,
        address,
        is_coinbase
    from source
)

select * from renamed
