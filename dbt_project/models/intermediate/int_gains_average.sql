with ledgers as (
    select * from {{ ref('int_holdings_ordered') }}
),

-- Units of unknown cost have no place in an average; a disposal takes them after all that have a cost.
known as (
    select
        client_key,
        asset,
        position,
        is_acquisition,
        {{ unscaled('units') }} as unscaled_units,
        {{ unscaled('coalesce(value_kzt, cast(0 as decimal(18, 2)))') }} as tiyn
    from ledgers
    where not is_acquisition or value_kzt is not null
),

folded as (
    {{ moving_average_costs('known') }}
),

costed as (
    select
        ledgers.client_key,
        ledgers.asset,
        ledgers.event_id,
        {{ units_of_unscaled('folded.unscaled_units') }} as units,
        {{ money_of_hundredths('folded.tiyn') }} as cost_kzt
    from folded
    inner join ledgers using (client_key, asset, position)
    where folded.unscaled_units > 0
)

select * from costed
