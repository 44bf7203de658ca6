{{ config(materialized='incremental') }}

with transfers as (
    select *
    from {{ ref('stg_exchanges__transfers') }}
    where {{ is_rebuilt('day') }}
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

priced as (
    select
        transfers.*,
        asset_prices.price_usd,
        usd_rates.rate_kzt as usd_rate_kzt,
        case transfers.asset
            when 'KZT' then cast(1 as decimal(18, 6))
            else fx_rates.rate_kzt
        end as rate_kzt
    from transfers
    left join asset_prices using (day, asset)
    left join fx_rates
        on transfers.day = fx_rates.day and transfers.asset = fx_rates.currency
    left join fx_rates as usd_rates
        on transfers.day = usd_rates.day and usd_rates.currency = 'USD'
),

in_usd as (
    select
        *,
        case
            when kind = 'crypto'
                then {{ money_of_units('amount', times=('price_usd', 8)) }}
            when asset = 'USD' then {{ money_of_units('amount') }}
            else {{ money_of_units('amount', times=('rate_kzt', 6), divided_by=('usd_rate_kzt', 6)) }}
        end as value_usd
    from priced
),

valued as (
    select
        day,
        venue_id,
        transfer_id,
        direction,
        kind,
        asset,
        amount,
        client_residency,
        counterparty_residency,
        counterparty_address,
        transaction_hash,
        is_travel_rule_complete,
        is_travel_rule_claimed_complete,
        is_counterparty_self_hosted,
        value_usd,
        case
            when kind = 'crypto'
                then {{ money_of_units('cast(value_usd as decimal(38, 18))', times=('usd_rate_kzt', 6)) }}
            else {{ money_of_units('amount', times=('rate_kzt', 6)) }}
        end as value_kzt
    from in_usd
)

select * from valued
