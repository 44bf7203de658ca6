with transfers as (
    select *
    from {{ ref('int_venue_transfers_valued') }}
    where client_residency = 'resident' and counterparty_residency in ('non_resident', 'unknown')
),

assets as (
    select * from {{ ref('int_assets_treated') }}
),

treatments as (
    select *
    from {{ ref('seed_bpm7_treatments') }}
    where is_applied and asset_class = 'fiat_currency'
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

treated as (
    select
        {{ month_of('transfers.day') }} as month,
        transfers.direction,
        transfers.counterparty_residency,
        transfers.value_usd,
        case transfers.kind
            when 'fiat' then treatments.bpm7_account else coalesce(assets.bpm7_account, 'unknown')
        end as bpm7_account,
        case transfers.kind
            when 'fiat' then treatments.bpm7_instrument else coalesce(assets.bpm7_instrument, 'unknown')
        end as bpm7_instrument,
        case transfers.kind
            when 'fiat' then treatments.confidence else coalesce(assets.confidence, 'L')
        end as confidence
    from transfers
    left join assets using (asset)
    cross join treatments
),

summed as (
    select
        treated.month,
        treated.bpm7_account,
        treated.bpm7_instrument,
        count(*) as transfers,
        count(*) filter (where treated.counterparty_residency = 'unknown') as unknown_residency_transfers,
        {{ sum_of_known('treated.value_usd', "treated.direction = 'deposit'") }} as inflow_usd,
        {{ sum_of_known('treated.value_usd', "treated.direction = 'withdrawal'") }} as outflow_usd,
        {{ sum_of_known('treated.value_usd', "treated.counterparty_residency = 'unknown'") }} as unknown_residency_usd,
        {{ sum_of_known('treated.value_usd', 'true') }} as moved_usd,
        count(*) - count(treated.value_usd) as unvalued_transfers,
        max(confidences.doubt_rank) as doubt_rank
    from treated
    inner join confidences using (confidence)
    group by treated.month, treated.bpm7_account, treated.bpm7_instrument
),

balances as (
    select
        summed.month,
        summed.bpm7_account,
        summed.bpm7_instrument,
        summed.transfers,
        summed.unknown_residency_transfers,
        summed.inflow_usd,
        summed.outflow_usd,
        cast(summed.inflow_usd - summed.outflow_usd as decimal(18, 2)) as net_usd,
        summed.unknown_residency_usd,
        {{ percent_of('summed.unknown_residency_usd', 'summed.moved_usd') }} as unknown_residency_pct,
        summed.unvalued_transfers,
        confidences.confidence as treatment_confidence
    from summed
    inner join confidences using (doubt_rank)
)

select * from balances
