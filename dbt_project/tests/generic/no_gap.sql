{#
    Effective dating: between two rows of a key no day is without one. Where the law itself leaves days out, the gap is
    named as `<key> from <day>`.
#}
{% test no_gap(model, key, valid_from, valid_to, lawful_gaps=[]) %}

    with rows_in_order as (
        select
            {{ key }} as key,
            {{ valid_to }} as ends_on,
            lead({{ valid_from }}) over (partition by {{ key }} order by {{ valid_from }}) as next_starts_on
        from {{ model }}
    ),

    gaps as (
        select
            key,
            {{ days_after('ends_on', 1) }} as gap_from,
            next_starts_on
        from rows_in_order
        where ends_on < next_starts_on
    )

    select
        *,
        '{{ model.name }}: ' || key || ' has no row from ' || gap_from || ' until ' || next_starts_on as finding
    from gaps
    where gap_from < next_starts_on and key || ' from ' || gap_from not in ('{{ lawful_gaps | join("', '") }}')

{% endtest %}
