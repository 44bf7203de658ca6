-- One row per method and reason of the latest year: what clients gave away that bears no realised gain.
-- `largest_*` and `second_*` are what single clients contribute.
with
latest as (
    select *
    from tax.gain_exclusions_yearly
    qualify year = max(year) over ()
),

by_client as (
    select
        year,
        method,
        exclusion_reason,
        client_key,
        sum(outflows)::bigint as outflows,
        sum(unvalued_outflows)::bigint as unvalued_outflows,
        sum(value_kzt) as value_kzt
    from latest
    group by year, method, exclusion_reason, client_key
),

by_reason as (
    select
        year,
        method,
        exclusion_reason,
        sum(outflows)::bigint as outflows,
        sum(unvalued_outflows)::bigint as unvalued_outflows,
        sum(value_kzt) as value_kzt,
        max(value_kzt) as largest_value_kzt,
        max(value_kzt, 2)[2] as second_value_kzt,
        count(*) as clients
    from by_client
    group by year, method, exclusion_reason
)

select * from by_reason
order by list_position(['fifo', 'average', 'specific'], method), outflows desc, exclusion_reason asc
