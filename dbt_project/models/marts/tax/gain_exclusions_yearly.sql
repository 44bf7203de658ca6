with disposals as (
    select *
    from {{ ref('int_gains_judged') }}
    where exclusion_reason is not null
),

summed as (
    select
        cast(year as bigint) as year,
        client_key,
        asset,
        method,
        exclusion_reason,
        count(*) as outflows,
        cast(sum(excluded_units) as decimal(38, 18)) as units,
        count(*) filter (where excluded_proceeds_kzt is null) as unvalued_outflows,
        {{ sum_of_all('excluded_proceeds_kzt', 'true') }} as value_kzt
    from disposals
    group by year, client_key, asset, method, exclusion_reason
)

select * from summed
