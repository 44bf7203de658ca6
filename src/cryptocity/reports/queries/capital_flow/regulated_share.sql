-- One row per month of the last twelve: share of licensed venues in the volume, against the published share of volume.
-- A published share of investors is of another unit and is never read here.
with
recent as (
    select *
    from capital_flow.regulated_share_monthly
    where baseline_unit = share_unit
    qualify month > max(month) over () - interval 12 month
),

traded as (
    select
        date_trunc('month', day)::date as month,
        sum(on_ramp_trades + off_ramp_trades)::bigint as trades
    from capital_flow.ramp_flows_daily
    group by date_trunc('month', day)::date
),

receipts as (
    select
        min(day) as first_day,
        max(day) as last_day
    from adoption.adoption_daily
),

shared as (
    select
        recent.month,
        recent.share_at_mid_estimate_pct,
        recent.share_at_low_estimate_pct,
        recent.share_at_high_estimate_pct,
        recent.baseline_pct,
        recent.licensed_usd,
        recent.unregulated_mid_usd,
        recent.estimate_confidence,
        traded.trades,
        receipts.first_day,
        receipts.last_day
    from recent
    left join traded on recent.month = traded.month
    cross join receipts
)

select * from shared
order by month
