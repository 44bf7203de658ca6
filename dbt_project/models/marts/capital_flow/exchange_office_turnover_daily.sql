with turnovers as (
    select * from {{ ref('stg_exchanges__office_turnovers') }}
),

summed as (
    select
        day,
        office_id,
        asset,
        bool_and(coalesce(day between licensed_from and coalesce(licensed_to, day), false)) as is_licensed,
        cast(coalesce(sum(operation_count) filter (where side = 'buy'), 0) as bigint) as bought_operations,
        cast(coalesce(sum(operation_count) filter (where side = 'sell'), 0) as bigint) as sold_operations,
        cast(coalesce(sum(asset_amount) filter (where side = 'buy'), 0) as decimal(38, 18)) as bought_units,
        cast(coalesce(sum(asset_amount) filter (where side = 'sell'), 0) as decimal(38, 18)) as sold_units,
        cast(coalesce(sum(turnover_kzt) filter (where side = 'buy'), 0) as decimal(18, 2)) as bought_kzt,
        cast(coalesce(sum(turnover_kzt) filter (where side = 'sell'), 0) as decimal(18, 2)) as sold_kzt,
        cast(sum(turnover_kzt) as decimal(18, 2)) as turnover_kzt,
        cast(sum(fee_kzt) as decimal(18, 2)) as fee_kzt
    from turnovers
    group by day, office_id, asset
),

offices as (
    select
        day,
        office_id,
        asset,
        is_licensed,
        bought_operations,
        sold_operations,
        bought_units,
        sold_units,
        bought_kzt,
        sold_kzt,
        turnover_kzt,
        fee_kzt,
        {{ percent_of('fee_kzt', 'turnover_kzt') }} as fee_pct
    from summed
)

select * from offices
