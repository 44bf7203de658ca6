with traced as (
    select * from {{ ref('int_illicit_transfers_traced') }}
),

transfers as (
    select * from {{ ref('int_chain_transfers_valued') }}
),

totals as (
    select
        day,
        cast(coalesce(sum(value_usd), 0) as decimal(18, 2)) as total_usd
    from transfers
    group by day
),

summed as (
    select
        day,
        category,
        hops,
        direction,
        count(*) as transfers,
        count(distinct other_address) as exposed_addresses,
        {{ sum_of_known('value_usd', 'true') }} as exposed_usd,
        count(*) - count(value_usd) as unvalued_transfers,
        max(doubt_rank) as doubt_rank
    from traced
    group by day, category, hops, direction
),

exposures as (
    select
        summed.day,
        summed.category,
        summed.hops,
        summed.direction,
        summed.transfers,
        summed.exposed_addresses,
        summed.exposed_usd,
        totals.total_usd,
        {{ percent_of('summed.exposed_usd', 'totals.total_usd') }} as exposure_pct,
        summed.unvalued_transfers,
        case summed.doubt_rank when 1 then 'high' when 2 then 'medium' else 'low' end as label_confidence
    from summed
    inner join totals using (day)
)

select * from exposures
