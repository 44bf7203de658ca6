with client_months as (
    select * from {{ ref('int_client_months_limited') }}
),

breaching as (
    select
        month,
        client_key,
        untested_venues as venues,
        untested_usd as deposited_usd,
        largest_venue_usd,
        limit_usd,
        cast(untested_usd - limit_usd as decimal(18, 2)) as excess_usd,
        is_breach_at_one_venue,
        parameter_confidence
    from client_months
    where is_breach
)

select * from breaching
