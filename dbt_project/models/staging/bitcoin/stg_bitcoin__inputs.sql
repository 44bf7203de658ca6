with source as (
    select * from {{ source('bitcoin', 'inputs') }}
),

renamed as (
    select
        day,
        chain,
        block_height,
        transaction_index,
        input_index,
        mined_at,
        transaction_id,
        spent_transaction_id,
        spent_output_index,
        value_satoshi,
        address,
        value_source
    from source
)

select * from renamed
