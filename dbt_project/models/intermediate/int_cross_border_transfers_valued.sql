with transfers as (
    select *
    from {{ ref('stg_exchanges__transfers') }}
    where client_residency = 'resident' and counterparty_residency in ('non_resident', 'unknown')
),

fx_rates as (
    select * from {{ ref('stg_reference__fx_rates') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

assets as (
    select * from {{ ref('int_assets_classified') }}
),

assets_treated as (
    select * from {{ ref('int_assets_treated') }}
),

fiat_treatments as (
    select *
    from {{ ref('seed_bpm7_treatments') }}
    where is_applied and asset_class = 'fiat_currency'
),

priced as (
    select
        transfers.day,
        transfers.venue_id,
        transfers.transfer_id,
        transfers.direction,
        transfers.kind,
        transfers.asset,
        transfers.amount,
        transfers.counterparty_residency,
        case transfers.kind
            when 'fiat' then 'financial'
            else coalesce(assets.bpm7_account, 'unknown')
        end as bpm7_account,
        -- The account that the authority names is no surer than the reading of the standard that agrees with it.
        case
            when transfers.kind = 'fiat' then coalesce(fiat_treatments.confidence, 'L')
            when assets.bpm7_account = assets_treated.bpm7_account then assets_treated.confidence
            else 'L'
        end as treatment_confidence,
        asset_prices.price_usd,
        usd_rates.rate_kzt as usd_rate_kzt,
        case transfers.asset
            when 'KZT' then cast(1 as decimal(18, 6))
            else fx_rates.rate_kzt
        end as rate_kzt
    from transfers
    left join assets using (asset)
    left join assets_treated using (asset)
    left join fiat_treatments on transfers.kind = 'fiat'
    left join asset_prices using (day, asset)
    left join fx_rates
        on transfers.day = fx_rates.day and transfers.asset = fx_rates.currency
    left join fx_rates as usd_rates
        on transfers.day = usd_rates.day and usd_rates.currency = 'USD'
),

valued as (
    select
        day,
        venue_id,
        transfer_id,
        direction,
        asset,
        counterparty_residency,
        bpm7_account,
        treatment_confidence,
        case
            when kind = 'crypto' then {{ money_of_units('amount', times=('price_usd', 8)) }}
            when asset = 'USD' then {{ money_of_units('amount') }}
            else {{ money_of_units('amount', times=('rate_kzt', 6), divided_by=('usd_rate_kzt', 6)) }}
        end as value_usd
    from priced
)

select * from valued
