with wallets as (
    select * from {{ ref('int_reserve_wallets_balanced') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

usd_rates as (
    select *
    from {{ ref('stg_reference__fx_rates') }}
    where currency = 'USD'
),

summed as (
    select
        day,
        fund,
        asset,
        acquired_by,
        count(*) as wallets,
        cast(case when count(*) = count(units) then sum(units) end as decimal(38, 18)) as units,
        max(coverage_rank) as coverage_rank,
        case when count(*) = count(known_since_on) then max(known_since_on) end as known_since_on
    from wallets
    group by day, fund, asset, acquired_by
),

priced as (
    select
        summed.*,
        asset_prices.price_usd,
        asset_prices.is_carried_forward as is_price_carried_forward,
        usd_rates.rate_kzt as usd_rate_kzt,
        {{ money_of_units('summed.units', times=('asset_prices.price_usd', 8)) }} as value_usd
    from summed
    left join asset_prices using (day, asset)
    left join usd_rates using (day)
),

valued as (
    select
        day,
        fund,
        asset,
        acquired_by,
        wallets,
        units,
        price_usd,
        is_price_carried_forward,
        value_usd,
        {{ money_of_units('cast(value_usd as decimal(19, 2))', times=('usd_rate_kzt', 6)) }} as value_kzt,
        case coverage_rank
            when 1 then 'whole_chain'
            when 2 then 'since_first_day'
            when 3 then 'without_internal_calls'
            when 4 then 'partial'
            else 'not_landed'
        end as coverage,
        coverage_rank <= 2 as is_complete,
        known_since_on
    from priced
)

select * from valued
