with transfers as (
    select * from {{ ref('int_cross_border_transfers_treated') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

doubted as (
    select
        transfers.*,
        confidences.doubt_rank
    from transfers
    inner join confidences
        on transfers.treatment_confidence = confidences.confidence
),

summed as (
    select
        day,
        asset,
        counterparty_residency,
        bpm7_account,
        count(*) filter (where direction = 'deposit') as inflow_transfers,
        count(*) filter (where direction = 'withdrawal') as outflow_transfers,
        {{ sum_of_known('value_usd', "direction = 'deposit'") }} as inflow_usd,
        {{ sum_of_known('value_usd', "direction = 'withdrawal'") }} as outflow_usd,
        count(*) - count(value_usd) as unvalued_transfers,
        max(doubt_rank) as doubt_rank
    from doubted
    group by day, asset, counterparty_residency, bpm7_account
),

flows as (
    select
        summed.day,
        summed.asset,
        summed.counterparty_residency,
        summed.bpm7_account,
        summed.inflow_transfers,
        summed.outflow_transfers,
        summed.inflow_usd,
        summed.outflow_usd,
        cast(summed.inflow_usd - summed.outflow_usd as decimal(18, 2)) as net_usd,
        summed.unvalued_transfers,
        confidences.confidence as treatment_confidence
    from summed
    inner join confidences using (doubt_rank)
)

select * from flows
