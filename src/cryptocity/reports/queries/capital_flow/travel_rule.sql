-- One row per day of the last twelve months: transfers of crypto at licensed venues under the travel rule, and which of
-- them carry every field, or are said to.
with
by_day as (
    select
        day,
        sum(covered_transfers)::bigint as covered_transfers,
        sum(complete_transfers)::bigint as complete_transfers,
        sum(claimed_complete_transfers)::bigint as claimed_complete_transfers,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from capital_flow.travel_rule_completeness_daily
    group by day
),

shared as (
    select
        *,
        (100 * complete_transfers / nullif(covered_transfers, 0))::decimal(9, 4) as completeness_pct,
        (100 * claimed_complete_transfers / nullif(covered_transfers, 0))::decimal(9, 4) as claimed_completeness_pct
    from by_day
)

select * from shared
qualify day > max(day) over () - 366
order by day
