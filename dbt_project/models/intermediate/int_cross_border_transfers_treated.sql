with transfers as (
    select *
    from {{ ref('int_venue_transfers_valued') }}
    where client_residency = 'resident' and counterparty_residency in ('non_resident', 'unknown')
),

assets as (
    select * from {{ ref('int_assets_treated') }}
),

fiat_treatments as (
    select *
    from {{ ref('seed_bpm7_treatments') }}
    where is_applied and asset_class = 'fiat_currency'
),

treated as (
    select
        transfers.day,
        transfers.venue_id,
        transfers.transfer_id,
        transfers.direction,
        transfers.asset,
        transfers.counterparty_residency,
        transfers.value_usd,
        case transfers.kind when 'fiat' then fiat_treatments.bpm7_account else assets.bpm7_account end as bpm7_account,
        case transfers.kind
            when 'fiat' then fiat_treatments.bpm7_instrument else assets.bpm7_instrument
        end as bpm7_instrument,
        case transfers.kind when 'fiat' then fiat_treatments.confidence else assets.confidence end as confidence
    from transfers
    left join assets using (asset)
    left join fiat_treatments on transfers.kind = 'fiat'
),

told as (
    select
        day,
        venue_id,
        transfer_id,
        direction,
        asset,
        counterparty_residency,
        value_usd,
        coalesce(bpm7_account, 'unknown') as bpm7_account,
        coalesce(bpm7_instrument, 'unknown') as bpm7_instrument,
        coalesce(confidence, 'L') as treatment_confidence
    from treated
)

select * from told
