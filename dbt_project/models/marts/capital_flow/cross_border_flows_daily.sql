with transfers as (
    select * from {{ ref('int_cross_border_transfers_valued') }}
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
        count(*) - count(value_usd) as unvalued_transfers
    from transfers
    group by day, asset, counterparty_residency, bpm7_account
),

flows as (
    select
        day,
        asset,
        counterparty_residency,
        bpm7_account,
        inflow_transfers,
        outflow_transfers,
        inflow_usd,
        outflow_usd,
        cast(inflow_usd - outflow_usd as decimal(18, 2)) as net_usd,
        unvalued_transfers
    from summed
)

select * from flows
