{{ config(materialized='incremental', incremental_strategy=by_ledger()) }}

with ledgers as (
    select * from {{ ref('int_holdings_ordered') }}
),

outflows as (
    select
        client_key,
        asset,
        max(position) as position
    from ledgers
    where not is_acquisition and {{ is_new_event('ledgers') }}
    group by client_key, asset
),

pools as (
    {{ pools_left('ledgers') }}
),

-- Units of unknown cost have no place in an average; a disposal takes them after all that have a cost.
events as (
    select
        ledgers.client_key,
        ledgers.asset,
        ledgers.position,
        ledgers.is_acquisition,
        ledgers.units,
        coalesce(ledgers.value_kzt, cast(0 as decimal(18, 2))) as value_kzt
    from ledgers
    inner join outflows
        on
            ledgers.client_key = outflows.client_key
            and ledgers.asset = outflows.asset
            and ledgers.position <= outflows.position
    left join pools
        on ledgers.client_key = pools.client_key and ledgers.asset = pools.asset
    where
        (not ledgers.is_acquisition or ledgers.value_kzt is not null)
        and ledgers.position > coalesce(pools.position, 0)
    union all
    select
        pools.client_key,
        pools.asset,
        pools.position,
        true as is_acquisition,
        pools.left_units as units,
        pools.left_kzt as value_kzt
    from pools
    inner join outflows using (client_key, asset)
),

known as (
    select
        client_key,
        asset,
        position,
        is_acquisition,
        {{ unscaled('units') }} as unscaled_units,
        {{ unscaled('value_kzt') }} as tiyn
    from events
),

folded as (
    {{ moving_average_costs('known') }}
),

costed as (
    select
        ledgers.client_key,
        ledgers.asset,
        ledgers.event_id,
        ledgers.ledger_hash,
        {{ units_of_unscaled('folded.unscaled_units') }} as units,
        {{ money_of_hundredths('folded.tiyn') }} as cost_kzt,
        {{ units_of_unscaled('folded.left_unscaled_units') }} as left_units,
        {{ money_of_hundredths('folded.left_tiyn') }} as left_kzt
    from folded
    inner join ledgers using (client_key, asset, position)
    where folded.unscaled_units > 0
)

select * from costed
