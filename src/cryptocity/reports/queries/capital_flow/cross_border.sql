-- One row per BPM7 account and counterparty residency over the release; `unknown_share_pct` is of gross flows.
with
by_account as (
    select
        bpm7_account,
        counterparty_residency,
        sum(net_usd) as net_usd,
        sum(inflow_usd) as inflow_usd,
        sum(outflow_usd) as outflow_usd,
        sum(inflow_usd + outflow_usd) as gross_usd,
        sum(inflow_transfers + outflow_transfers)::bigint as transfers,
        sum(unvalued_transfers)::bigint as unvalued_transfers
    from capital_flow.cross_border_flows_daily
    group by bpm7_account, counterparty_residency
),

totalled as (
    select
        *,
        sum(net_usd) over () as all_net_usd,
        sum(transfers) over ()::bigint as all_transfers,
        100 * sum(gross_usd) filter (where counterparty_residency = 'unknown') over ()
        / nullif(sum(gross_usd) over (), 0) as unknown_share_pct
    from by_account
)

select * from totalled
order by bpm7_account, counterparty_residency
