{# The rows of each key's newest landed day, out of a relation that holds a snapshot per day. #}
{% macro newest_of_each(relation, key) -%}
    select snapshots.*
    from {{ relation }} as snapshots
    inner join (
        select
            {{ key | join(', ') }},
            max(day) as day
        from {{ relation }}
        group by {{ key | join(', ') }}
    ) as newest using ({{ key | join(', ') }}, day)
{%- endmacro %}
