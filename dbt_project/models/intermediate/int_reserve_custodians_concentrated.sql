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

concentrations as (
    {{ concentration_of('custodians', 'custodian') }}
),

concentrated as (
    select
        day,
        fund,
        case when are_all_named then holders end as custodians,
        case when are_all_named then hhi end as custodian_hhi,
        case when are_all_named then top_1_usd end as custodian_top_1_usd,
        case when are_all_named then top_3_usd end as custodian_top_3_usd,
        all_usd as kept_usd
    from concentrations
)

select * from concentrated
