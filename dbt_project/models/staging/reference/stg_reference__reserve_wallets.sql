with source as (
    select * from {{ source('reference', 'reserve_wallets') }}
),

renamed as (
    select
        day,
        fund,
        chain,
        address,
        asset,
        acquired_by,
        custodian,
        seized_on,
        held_from,
        held_to,
        source_document
    from source
)

select * from renamed
