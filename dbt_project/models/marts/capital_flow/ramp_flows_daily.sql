with volumes as (
    select * from {{ ref('int_exchange_volumes_valued') }}
),

summed as (
    select
        day,
        venue_id,
        asset,
        client_residency,
        cast(coalesce(sum(trade_count) filter (where side = 'buy'), 0) as bigint) as on_ramp_trades,
        cast(coalesce(sum(trade_count) filter (where side = 'sell'), 0) as bigint) as off_ramp_trades,
        cast(coalesce(sum(base_amount) filter (where side = 'buy'), 0) as decimal(38, 18)) as on_ramp_units,
        cast(coalesce(sum(base_amount) filter (where side = 'sell'), 0) as decimal(38, 18)) as off_ramp_units,
        {{ sum_of_all('quote_kzt', "side = 'buy'") }} as on_ramp_kzt,
        {{ sum_of_all('quote_kzt', "side = 'sell'") }} as off_ramp_kzt,
        {{ sum_of_all('quote_usd', "side = 'buy'") }} as on_ramp_usd,
        {{ sum_of_all('quote_usd', "side = 'sell'") }} as off_ramp_usd,
        bool_or(is_fx_carried_forward) as is_fx_carried_forward
    from volumes
    group by day, venue_id, asset, client_residency
),

flows as (
    select
        day,
        venue_id,
        asset,
        client_residency,
        on_ramp_trades,
        off_ramp_trades,
        on_ramp_units,
        off_ramp_units,
        on_ramp_kzt,
        off_ramp_kzt,
        on_ramp_usd,
        off_ramp_usd,
        cast(on_ramp_usd - off_ramp_usd as decimal(18, 2)) as net_usd,
        is_fx_carried_forward
    from summed
)

select * from flows
