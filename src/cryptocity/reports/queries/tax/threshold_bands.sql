-- One row per band of turnover as a share of the VAT registration threshold, latest year; merchants outside VAT.
with
latest as (
    select *
    from tax.vat_threshold_watch
    qualify year = max(year) over ()
),

banded as (
    select
        *,
        case
            when watch_status = 'not_applicable' then 'not_applicable'
            when turnover_to_threshold_pct is null then 'unknown'
            when turnover_to_threshold_pct >= 100 then 'from_100'
            when turnover_to_threshold_pct >= 80 then 'from_80'
            when turnover_to_threshold_pct >= 60 then 'from_60'
            when turnover_to_threshold_pct >= 40 then 'from_40'
            when turnover_to_threshold_pct >= 20 then 'from_20'
            else 'from_0'
        end as turnover_band
    from latest
),

by_band as (
    select
        year,
        turnover_band,
        max(watch_status) as watch_status,
        count(*) as merchants,
        max(as_of_on) as as_of_on,
        max(turnover_to_threshold_pct) filter (where watch_status <> 'not_applicable') as most_pct,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from banded
    group by year, turnover_band
)

select * from by_band
order by most_pct desc nulls last, turnover_band asc
