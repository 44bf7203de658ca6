with disposals as (
    select *
    from {{ ref('int_gains_judged') }}
    where gained_units > 0
),

summed as (
    select
        cast(year as bigint) as year,
        client_key,
        asset,
        method,
        count(*) as disposals,
        cast(sum(gained_units) as decimal(38, 18)) as units_disposed,
        cast(sum(proceeds_kzt) as decimal(18, 2)) as proceeds_kzt,
        cast(sum(cost_kzt) as decimal(18, 2)) as cost_kzt,
        cast(sum(gain_kzt) as decimal(18, 2)) as gain_kzt,
        cast(sum(greatest(gain_kzt, 0)) as decimal(18, 2)) as positive_gains_kzt,
        cast(sum(greatest(-gain_kzt, 0)) as decimal(18, 2)) as losses_kzt,
        cast(sum(excluded_units) as decimal(38, 18)) as unknown_cost_units
    from disposals
    group by year, client_key, asset, method
)

select * from summed
