{{ config(materialized='incremental', incremental_strategy=by_ledger()) }}

with ledgers as (
    select * from {{ ref('int_holdings_ordered') }}
),

lots as (
    select
        client_key,
        asset,
        event_id as lot_event_id,
        queue_from,
        queue_to,
        units as lot_units,
        value_kzt as lot_kzt
    from ledgers
    where is_acquisition and value_kzt is not null
),

outflows as (
    select
        client_key,
        asset,
        event_id,
        ledger_hash,
        queue_from,
        queue_to
    from ledgers
    where not is_acquisition and queue_from < queue_to and {{ is_new_event('ledgers') }}
),

-- First in, first out: in the queue of units, what was acquired from here to there is given away from here to there.
matched as (
    select
        outflows.client_key,
        outflows.asset,
        outflows.event_id,
        outflows.ledger_hash,
        lots.lot_event_id,
        lots.lot_units,
        lots.lot_kzt,
        cast(greatest(outflows.queue_from, lots.queue_from) - lots.queue_from as decimal(36, 18)) as taken_from,
        cast(least(outflows.queue_to, lots.queue_to) - lots.queue_from as decimal(36, 18)) as taken_to
    from outflows
    inner join lots
        on
            outflows.client_key = lots.client_key
            and outflows.asset = lots.asset
            and outflows.queue_from < lots.queue_to
            and outflows.queue_to > lots.queue_from
),

-- A lot's cost is given away up to here less up to there, so that its parts add up to the lot's cost to the tiyn.
costed as (
    select
        client_key,
        asset,
        event_id,
        ledger_hash,
        lot_event_id,
        cast(taken_to - taken_from as decimal(38, 18)) as units,
        cast(
            {{ portion_of_money('lot_kzt', 'taken_to', 'lot_units') }}
            - {{ portion_of_money('lot_kzt', 'taken_from', 'lot_units') }}
            as decimal(18, 2)
        ) as cost_kzt
    from matched
)

select * from costed
