with ledgers as (
    select * from {{ ref('int_holdings_ordered') }}
),

lots as (
    select
        client_key,
        asset,
        event_id as lot_event_id,
        position as lot_position,
        units as lot_units,
        value_kzt as lot_kzt
    from ledgers
    where is_acquisition
),

-- A disposal names a lot that the person had by then; of what the lot holds, whoever names it first is served first.
named as (
    select
        disposals.client_key,
        disposals.asset,
        disposals.event_id,
        cast(disposals.units as decimal(36, 18)) as units,
        lots.lot_event_id,
        lots.lot_units,
        lots.lot_kzt,
        cast(sum(disposals.units) over served_lot as decimal(36, 18)) as asked_to
    from ledgers as disposals
    inner join lots
        on
            disposals.client_key = lots.client_key
            and disposals.asset = lots.asset
            and disposals.lot_event_id = lots.lot_event_id
            and disposals.position > lots.lot_position
    where not disposals.is_acquisition
    window
        served_lot as (
            partition by lots.lot_event_id
            order by disposals.position rows between unbounded preceding and current row
        )
),

served as (
    select
        client_key,
        asset,
        event_id,
        lot_event_id,
        lot_units,
        lot_kzt,
        cast(least(asked_to - units, lot_units) as decimal(36, 18)) as served_from,
        cast(least(asked_to, lot_units) as decimal(36, 18)) as served_to
    from named
),

costed as (
    select
        client_key,
        asset,
        event_id,
        lot_event_id,
        cast(served_to - served_from as decimal(38, 18)) as units,
        cast(
            {{ portion_of_money('lot_kzt', 'served_to', 'lot_units') }}
            - {{ portion_of_money('lot_kzt', 'served_from', 'lot_units') }}
            as decimal(18, 2)
        ) as cost_kzt
    from served
)

select * from costed
