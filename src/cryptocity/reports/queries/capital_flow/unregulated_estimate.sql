-- One row per flow of the latest month, bought from exchanges without a licence and sent to them: three estimates, and
-- what a year at the pace of the middle one is of the published figure that means the same flow.
with
latest as (
    select *
    from capital_flow.unregulated_estimates_monthly
    qualify month = max(month) over ()
),

flows as (
    select
        month,
        'purchases' as flow,
        scenario,
        purchases_usd as estimate_usd,
        annualised_purchases_usd as annualised_usd,
        purchases_gauge_pct as gauge_pct,
        multiplier,
        days_observed,
        unvalued_transfers,
        estimate_confidence
    from latest
    union all
    -- Transfers without a price are counted for both flows together.
    select
        month,
        'transfers_out' as flow,
        scenario,
        transfers_out_usd as estimate_usd,
        annualised_transfers_out_usd as annualised_usd,
        transfers_out_gauge_pct as gauge_pct,
        multiplier,
        days_observed,
        0 as unvalued_transfers,
        estimate_confidence
    from latest
),

receipts as (
    select
        min(day) as first_day,
        max(day) as last_day
    from adoption.adoption_daily
),

by_flow as (
    select
        flows.month,
        flows.flow,
        max(flows.estimate_usd) filter (where flows.scenario = 'mid') as mid_usd,
        max(flows.estimate_usd) filter (where flows.scenario = 'low') as low_usd,
        max(flows.estimate_usd) filter (where flows.scenario = 'high') as high_usd,
        100 * max(flows.multiplier) filter (where flows.scenario = 'mid') as mid_multiplier_pct,
        100 * max(flows.multiplier) filter (where flows.scenario = 'high') as high_multiplier_pct,
        max(flows.annualised_usd) filter (where flows.scenario = 'mid') as annualised_mid_usd,
        10000 * max(flows.gauge_pct) filter (where flows.scenario = 'mid') as gauge_ppm,
        max(flows.days_observed) as days_observed,
        max(flows.unvalued_transfers) as unvalued_transfers,
        string_agg(distinct flows.estimate_confidence, ', ' order by flows.estimate_confidence) as estimate_confidence,
        max(receipts.first_day) as first_day,
        max(receipts.last_day) as last_day
    from flows
    cross join receipts
    group by flows.month, flows.flow
)

select * from by_flow
order by flow
