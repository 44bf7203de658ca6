-- One row per residency of the client over the release; `share_pct` is its part of all that was bought or sold.
with
by_residency as (
    select
        client_residency,
        sum(net_usd) as net_usd,
        sum(on_ramp_usd) as on_ramp_usd,
        sum(off_ramp_usd) as off_ramp_usd,
        sum(on_ramp_usd + off_ramp_usd) as both_usd,
        sum(on_ramp_trades + off_ramp_trades)::bigint as trades,
        bool_or(is_fx_carried_forward) as is_fx_carried_forward
    from capital_flow.ramp_flows_daily
    group by client_residency
),

shared as (
    select
        *,
        100 * both_usd / nullif(sum(both_usd) over (), 0) as share_pct
    from by_residency
)

select * from shared
order by both_usd desc nulls last, client_residency asc
