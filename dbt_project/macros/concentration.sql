{#
    How concentrated value is: one row per day and fund over the rows of a relation, which have a day, a fund, a holder each,
    and value_usd. The Herfindahl-Hirschman index, the largest value, the three largest, and all of them. Without any value
    the index is null.
#}
{% macro concentration_of(relation, holder) -%}
    select
        day,
        fund,
        count(*) as holders,
        count(*) = count({{ holder }}) as are_all_named,
        cast(round(sum(weight * weight), 6) as decimal(7, 6)) as hhi,
        cast(sum(value_usd) filter (where size_rank = 1) as decimal(18, 2)) as top_1_usd,
        cast(sum(value_usd) filter (where size_rank <= 3) as decimal(18, 2)) as top_3_usd,
        cast(sum(value_usd) as decimal(18, 2)) as all_usd
    from (
        select
            *,
            row_number() over (partition by day, fund order by value_usd desc, {{ holder }} asc) as size_rank,
            cast(value_usd as double) / nullif(sum(cast(value_usd as double)) over (partition by day, fund), 0) as weight
        from {{ relation }}
    ) as ranked
    group by day, fund
{%- endmacro %}
