with source as (
    select * from {{ source('reference', 'mining_licences') }}
),

renamed as (
    select
        day,
        licence_number,
        miner_key,
        licence_type,
        licensed_from,
        licensed_to,
        data_centre_kato,
        declared_hash_rate_ths
    from source
)

select * from renamed
