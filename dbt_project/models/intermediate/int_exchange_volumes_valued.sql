with volumes as (
    select * from {{ ref('stg_exchanges__daily_volumes') }}
),

usd_rates as (
    select *
    from {{ ref('stg_reference__fx_rates') }}
    where currency = 'USD'
),

valued as (
    select
        volumes.day,
        volumes.venue_id,
        volumes.base_asset as asset,
        volumes.client_residency,
        volumes.side,
        volumes.trade_count,
        volumes.base_amount,
        case volumes.quote_currency
            when 'KZT' then {{ money_of_units('volumes.quote_amount') }}
            else {{ money_of_units('volumes.quote_amount', times=('usd_rates.rate_kzt', 6)) }}
        end as quote_kzt,
        case volumes.quote_currency
            when 'USD' then {{ money_of_units('volumes.quote_amount') }}
            else {{ money_of_units('volumes.quote_amount', divided_by=('usd_rates.rate_kzt', 6)) }}
        end as quote_usd,
        usd_rates.is_carried_forward as is_fx_carried_forward
    from volumes
    left join usd_rates using (day)
    where volumes.quote_currency in ('KZT', 'USD')
)

select * from valued
