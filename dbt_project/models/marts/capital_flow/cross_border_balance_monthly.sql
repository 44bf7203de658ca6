with transfers as (
    select * from {{ ref('int_cross_border_transfers_treated') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

doubted as (
    select
        transfers.*,
        {{ month_of('transfers.day') }} as month,
        confidences.doubt_rank
    from transfers
    inner join confidences
        on transfers.treatment_confidence = confidences.confidence
),

summed as (
    select
        month,
        bpm7_account,
        bpm7_instrument,
        count(*) as transfers,
        count(*) filter (where counterparty_residency = 'unknown') as unknown_residency_transfers,
        {{ sum_of_known('value_usd', "direction = 'deposit'") }} as inflow_usd,
        {{ sum_of_known('value_usd', "direction = 'withdrawal'") }} as outflow_usd,
        {{ sum_of_known('value_usd', "counterparty_residency = 'unknown'") }} as unknown_residency_usd,
        {{ sum_of_known('value_usd', 'true') }} as moved_usd,
        count(*) - count(value_usd) as unvalued_transfers,
        max(doubt_rank) as doubt_rank
    from doubted
    group by month, bpm7_account, bpm7_instrument
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
