with source as (
    select * from {{ source('exchanges', 'client_year_aggregates') }}
),

renamed as (
    select
        day,
        venue_id,
        client_key,
        year,
        asset,
        element,
        type_code,
        transaction_count,
        amount,
        currency,
        units,
        alternative_valuation
    from source
)

select * from renamed
