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


{#
    The rows of a relation that holds a snapshot per day whose key the next calendar day does not name: among them is the
    newest of each key. For models that are built day by day, with a reach of 1.
#}
{% macro last_named_of_each(relation, key) -%}
    {%- set is_same_key = [] -%}
    {%- for column in key -%}
        {%- do is_same_key.append('snapshots.' ~ column ~ ' = next_snapshots.' ~ column) -%}
    {%- endfor -%}
    select snapshots.*
    from {{ relation }} as snapshots
    left join {{ relation }} as next_snapshots
        on
            {{ is_same_key | join(' and ') }}
            and next_snapshots.day = {{ days_after('snapshots.day', 1) }}
            and {{ is_read('next_snapshots.day') }}
    where next_snapshots.day is null and {{ is_rebuilt('snapshots.day') }}
{%- endmacro %}
