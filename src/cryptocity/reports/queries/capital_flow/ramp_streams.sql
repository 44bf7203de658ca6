-- One row per residency of the client and one per licensed venue over the release, as `told_by` says: the same crypto,
-- bought and sold for fiat, told twice. The numbers are those of ramps_by_residency and of ramps_by_venue.
with
told as (
    select
        client_residency,
        venue_id,
        if(grouping(client_residency) = 0, 'client_residency', 'venue_id') as told_by,
        sum(net_usd) as net_usd,
        sum(on_ramp_usd) as on_ramp_usd,
        sum(off_ramp_usd) as off_ramp_usd,
        sum(on_ramp_usd + off_ramp_usd) as both_usd,
        sum(on_ramp_trades + off_ramp_trades)::bigint as trades,
        bool_or(is_fx_carried_forward) as is_fx_carried_forward
    from capital_flow.ramp_flows_daily
    group by grouping sets ((client_residency), (venue_id))
)

select * from told
order by told_by asc, both_usd desc nulls last, client_residency asc, venue_id asc
