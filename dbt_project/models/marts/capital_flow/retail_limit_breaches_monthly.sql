with client_months as (
    select * from {{ ref('int_client_months_limited') }}
),

summed as (
    select
        month,
        limit_usd,
        count(*) as active_clients,
        count(*) filter (where untested_venues > 0) as untested_clients,
        count(*) filter (where is_breach) as breaching_clients,
        count(*) filter (where is_breach and not is_breach_at_one_venue) as breaches_across_venues,
        cast(coalesce(sum(untested_usd - limit_usd) filter (where is_breach), 0) as decimal(18, 2)) as excess_usd,
        parameter_confidence
    from client_months
    group by month, limit_usd, parameter_confidence
),

breaches as (
    select
        month,
        limit_usd,
        active_clients,
        untested_clients,
        breaching_clients,
        breaches_across_venues,
        {{ percent_of('breaching_clients', 'active_clients') }} as breaching_pct,
        excess_usd,
        parameter_confidence
    from summed
)

select * from breaches
