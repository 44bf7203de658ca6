with wallets as (
    select * from {{ ref('int_reserve_wallets_balanced') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

valued as (
    select
        wallets.day,
        wallets.fund,
        wallets.custodian,
        {{ money_of_units('wallets.units', times=('asset_prices.price_usd', 8)) }} as value_usd
    from wallets
    inner join asset_prices using (day, asset)
),

custodians as (
    select
        day,
        fund,
        custodian,
        cast(sum(value_usd) as decimal(18, 2)) as value_usd
    from valued
    where value_usd > 0
    group by day, fund, custodian
),

ranked as (
    select
        *,
        row_number() over (partition by day, fund order by value_usd desc, custodian asc) as size_rank,
        cast(value_usd as double) / nullif(sum(cast(value_usd as double)) over (partition by day, fund), 0) as weight
    from custodians
),

summed as (
    select
        day,
        fund,
        count(*) = count(custodian) as are_all_named,
        count(*) as custodians,
        cast(round(sum(weight * weight), 6) as decimal(7, 6)) as custodian_hhi,
        cast(sum(value_usd) filter (where size_rank = 1) as decimal(18, 2)) as custodian_top_1_usd,
        cast(sum(value_usd) filter (where size_rank <= 3) as decimal(18, 2)) as custodian_top_3_usd,
        cast(sum(value_usd) as decimal(18, 2)) as kept_usd
    from ranked
    group by day, fund
),

concentrated as (
    select
        day,
        fund,
        case when are_all_named then custodians end as custodians,
        case when are_all_named then custodian_hhi end as custodian_hhi,
        case when are_all_named then custodian_top_1_usd end as custodian_top_1_usd,
        case when are_all_named then custodian_top_3_usd end as custodian_top_3_usd,
        kept_usd
    from summed
)

select * from concentrated
