{{ config(materialized='incremental', incremental_strategy=by_ledger()) }}

with ledgers as (
    select * from {{ ref('int_holdings_ordered') }}
),

-- What is beyond all numbers has no ledger, and is judged again by every build.
events as (
    select
        holding_events.*,
        ledgers.ledger_hash,
        ledgers.event_id is not null as is_in_ledger
    from {{ ref('int_holding_events') }} as holding_events
    left join ledgers
        on
            holding_events.client_key = ledgers.client_key
            and holding_events.asset = ledgers.asset
            and holding_events.event_id = ledgers.event_id
    where not holding_events.is_acquisition and {{ is_new_event('ledgers') }}
),

fifo as (
    select * from {{ ref('int_gains_fifo') }}
),

average as (
    select * from {{ ref('int_gains_average') }}
),

specific as (
    select * from {{ ref('int_gains_specific') }}
),

methods as (
    select 'fifo' as method
    union all
    select 'average' as method
    union all
    select 'specific' as method
),

costed as (
    select
        'fifo' as method,
        event_id,
        sum(units) as known_units,
        sum(cost_kzt) as cost_kzt,
        true as is_lot_found
    from fifo
    group by event_id
    union all
    select
        'average' as method,
        event_id,
        units as known_units,
        cost_kzt,
        true as is_lot_found
    from average
    union all
    select
        'specific' as method,
        event_id,
        case when cost_kzt is null then cast(0 as decimal(38, 18)) else units end as known_units,
        cost_kzt,
        cost_kzt is not null as is_lot_found
    from specific
),

disposals as (
    select
        methods.method,
        events.event_id,
        events.ledger_hash,
        events.client_key,
        events.asset,
        events.day,
        extract(year from events.day) as year,
        events.kind,
        events.units,
        events.value_kzt as proceeds_kzt,
        events.lot_event_id,
        coalesce(costed.known_units, cast(0 as decimal(38, 18))) as known_units,
        costed.cost_kzt,
        costed.event_id is not null as is_costed,
        coalesce(costed.is_lot_found, false) as is_lot_found,
        case
            when events.kind = 'withdrawal' then 'withdrawn'
            when events.is_legal_entity then 'legal_entity'
            when events.client_residency = 'non_resident' then 'non_resident'
            when events.client_residency = 'unknown' then 'unknown_residency'
            when not events.is_in_ledger then 'beyond_all_numbers'
            when events.is_unsupported then 'unsupported_pair'
            when events.value_kzt is null then 'no_price'
        end as exclusion_of_all
    from events
    cross join methods
    left join costed
        on methods.method = costed.method and events.event_id = costed.event_id
),

-- Proceeds go with the units: those of known cost bear a gain, the rest is left out under its reason.
divided as (
    select
        *,
        case when exclusion_of_all is null then known_units else cast(0 as decimal(38, 18)) end as gained_units
    from disposals
),

apportioned as (
    select
        *,
        cast(
            case
                when gained_units = 0 then units
                else cast(units as decimal(36, 18)) - cast(gained_units as decimal(36, 18))
            end
            as decimal(38, 18)
        ) as excluded_units,
        case
            when gained_units = 0 then cast(0 as decimal(18, 2))
            when gained_units = units then proceeds_kzt
            when proceeds_kzt >= 0 then {{ portion_of_money('proceeds_kzt', 'gained_units', 'units') }}
            else -{{ portion_of_money('abs(proceeds_kzt)', 'gained_units', 'units') }}
        end as gained_proceeds_kzt
    from divided
),

judged as (
    select
        method,
        client_key,
        asset,
        event_id,
        ledger_hash,
        day,
        year,
        kind,
        gained_units,
        cast(gained_proceeds_kzt as decimal(18, 2)) as proceeds_kzt,
        cast(case when gained_units > 0 then cost_kzt else 0 end as decimal(18, 2)) as cost_kzt,
        cast(
            gained_proceeds_kzt - case when gained_units > 0 then cost_kzt else 0 end as decimal(18, 2)
        ) as gain_kzt,
        excluded_units,
        cast(proceeds_kzt - gained_proceeds_kzt as decimal(18, 2)) as excluded_proceeds_kzt,
        case
            when excluded_units = 0 then null
            when exclusion_of_all is not null then exclusion_of_all
            when method <> 'specific' then 'unknown_cost'
            when lot_event_id is null then 'lot_not_named'
            when not is_costed then 'lot_unknown'
            when not is_lot_found then 'unknown_cost'
            else 'lot_exhausted'
        end as exclusion_reason
    from apportioned
)

select * from judged
