with volumes as (
    select * from {{ ref('stg_exchanges__daily_volumes') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

usd_rates as (
    select *
    from fx_rates
    where currency = 'USD'
),

rated as (
    select
        volumes.*,
        fx_rates.rate_kzt,
        usd_rates.rate_kzt as usd_rate_kzt,
        usd_rates.is_carried_forward as is_fx_carried_forward
    from volumes
    left join usd_rates using (day)
    left join fx_rates
        on volumes.day = fx_rates.day and volumes.quote_currency = fx_rates.currency
    where volumes.quote_currency in ('KZT', 'USD', 'EUR', 'RUB', 'CNY')
),

valued as (
    select
        day,
        venue_id,
        base_asset as asset,
        client_residency,
        side,
        trade_count,
        base_amount,
        case quote_currency
            when 'KZT' then {{ money_of_units('quote_amount') }}
            else {{ money_of_units('quote_amount', times=('rate_kzt', 6)) }}
        end as quote_kzt,
        case quote_currency
            when 'USD' then {{ money_of_units('quote_amount') }}
            when 'KZT' then {{ money_of_units('quote_amount', divided_by=('usd_rate_kzt', 6)) }}
            else {{ money_of_units('quote_amount', times=('rate_kzt', 6), divided_by=('usd_rate_kzt', 6)) }}
        end as quote_usd,
        is_fx_carried_forward
    from rated
)

select * from valued
