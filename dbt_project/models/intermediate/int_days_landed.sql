with fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

days as (
    select distinct day
    from fx_rates
)

select * from days
