-- One row per fund, asset and source of acquisition on the latest day; `share_pct` is of the fund's own value.
with
latest as (
    select *
    from reserve.reserve_holdings_daily
    qualify day = max(day) over ()
),

shared as (
    select
        day,
        fund,
        asset,
        acquired_by,
        value_usd,
        units as units_amount,
        coverage,
        100 * value_usd / nullif(sum(value_usd) over (partition by fund), 0) as share_pct
    from latest
)

select * from shared
order by fund desc, value_usd desc nulls last, asset asc, acquired_by asc
