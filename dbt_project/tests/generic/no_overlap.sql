{# Effective dating: of each key, at most one row is in force on any day, and no row ends before it starts. #}
{% test no_overlap(model, key, valid_from, valid_to) %}

    with rows_in_order as (
        select
            {{ key }} as key,
            {{ valid_from }} as starts_on,
            {{ valid_to }} as ends_on,
            lead({{ valid_from }}) over (partition by {{ key }} order by {{ valid_from }}) as next_starts_on
        from {{ model }}
    )

    select
        *,
        '{{ model.name }}: ' || key || ' from ' || starts_on || ' to ' || ends_on || ' overlaps another row' as finding
    from rows_in_order
    where ends_on < starts_on or ends_on >= next_starts_on

{% endtest %}
