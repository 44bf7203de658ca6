with seizures as (
    select *
    from {{ ref('stg_reference__reserve_wallets') }}
    where acquired_by = 'seized'
),

waited as (
    select
        day,
        fund,
        address,
        asset,
        seized_on,
        case when held_from is not null then {{ days_between('seized_on', 'held_from') }} end as days_to_transfer,
        case when held_from is null then {{ days_between('seized_on', 'day') }} end as open_days
    from seizures
),

-- What still waits comes after all that was transferred: it will have waited longer, or it is not known how long.
ranked as (
    select
        *,
        row_number() over (
            partition by day, fund
            order by days_to_transfer asc nulls last, address asc, asset asc
        ) as place,
        count(seized_on) over (partition by day, fund) as dated_seizures
    from waited
),

transfers as (
    select
        day,
        fund,
        count(*) as seizures,
        count(days_to_transfer) as transferred_seizures,
        count(open_days) as open_seizures,
        count(*) - count(seized_on) as undated_seizures,
        cast(min(days_to_transfer) filter (where 2 * place >= dated_seizures) as bigint) as median_days_to_transfer,
        cast(max(open_days) as bigint) as longest_open_days
    from ranked
    group by day, fund
)

select * from transfers
