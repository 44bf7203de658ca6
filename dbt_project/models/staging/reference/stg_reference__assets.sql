with source as (
    select * from {{ source('reference', 'assets') }}
),

renamed as (
    select
        day,
        asset,
        chain_id,
        token_address,
        decimals,
        is_stablecoin,
        bpm7_account,
        is_permitted
    from source
)

select * from renamed
