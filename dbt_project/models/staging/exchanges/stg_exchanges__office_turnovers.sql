with source as (
    select * from {{ source('exchanges', 'office_turnovers') }}
),

renamed as (
    select
        day,
        office_id,
        licence_number,
        licensed_from,
        licensed_to,
        asset,
        side,
        operation_count,
        asset_amount,
        turnover_kzt,
        fee_kzt
    from source
)

select * from renamed
