{#
    A key: no column of it is null and no combination repeats. Large tables are looked at on their newest day alone where
    a build is in full. An incremental build looks for the keys of the days that it landed or rebuilt, in all days.
#}
{% test unique_combination(model, columns, newest_day_only=false) %}

    {%- set key = columns | join(', ') -%}
    {%- set tested = is_tested(model, 'day', newest_day_only=newest_day_only) | trim -%}
    {%- set is_null = columns | join(' is null or ') ~ ' is null' -%}
    {%- set of_all_days = tested != 'true' and 'day' not in columns -%}

    select
        {{ key }},
        count(*) as row_count,
        '{{ model.name }}: the key {{ key }} is missing or repeats' as finding
    from {{ model }}
    where
        {% if of_all_days -%}
        {{ is_null }} or ({{ key }}) in (select ({{ key }}) from {{ model }} where {{ tested }})
        {%- else -%}
        {{ tested }}
        {%- endif %}
    group by {{ key }}
    having count(*) > 1 or {{ is_null }}

{% endtest %}
