with volumes as (
    select * from {{ ref('stg_exchanges__daily_volumes') }}
),

assets as (
    select * from {{ ref('stg_reference__assets') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

currencies as (
    select distinct currency
    from fx_rates
    union
    select 'KZT' as currency
),

-- A pair of two assets trades both of them.
traded as (
    select
        day,
        venue_id,
        base_asset as asset,
        trade_count,
        base_amount as units
    from volumes
    union all
    select
        volumes.day,
        volumes.venue_id,
        volumes.quote_currency as asset,
        volumes.trade_count,
        volumes.quote_amount as units
    from volumes
    left join currencies
        on volumes.quote_currency = currencies.currency
    where currencies.currency is null
),

summed as (
    select
        day,
        venue_id,
        asset,
        cast(sum(trade_count) as bigint) as trade_count,
        cast(sum(units) as decimal(38, 18)) as units
    from traded
    group by day, venue_id, asset
),

list_days as (
    select distinct day
    from assets
),

permissions as (
    select
        day,
        asset,
        bool_or(is_permitted) as is_permitted
    from assets
    group by day, asset
),

traded_days as (
    select distinct
        day,
        asset
    from summed
),

last_permissions as (
    select
        traded_days.day,
        traded_days.asset,
        max(permissions.day) as last_permitted_on
    from traded_days
    inner join permissions
        on traded_days.asset = permissions.asset and traded_days.day > permissions.day
    where permissions.is_permitted
    group by traded_days.day, traded_days.asset
),

listed as (
    select
        summed.day,
        summed.venue_id,
        summed.asset,
        summed.trade_count,
        summed.units,
        case
            when permissions.is_permitted then 'permitted'
            when permissions.asset is not null then 'not_permitted'
            when list_days.day is not null then 'not_listed'
            else 'unknown'
        end as permission,
        last_permissions.last_permitted_on
    from summed
    left join list_days using (day)
    left join permissions using (day, asset)
    left join last_permissions using (day, asset)
)

select * from listed
