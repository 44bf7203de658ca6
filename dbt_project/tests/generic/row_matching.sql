{# On the newest day, and on the days that changed, every row finds its row in another table by the same columns. #}
{% test row_matching(model, to, columns) %}

    with children as (
        select distinct {{ columns | join(', ') }}
        from {{ model }}
        where {{ is_tested(model, 'day', newest_day_only=true) }}
    ),

    parents as (
        select
            {{ columns | join(', ') }},
            true as is_found
        from {{ to }}
        where {{ is_tested(model, 'day', newest_day_only=true) }}
    )

    select
        children.*,
        '{{ model.name }}: a row finds none in {{ to.name }} by {{ columns | join(', ') }}' as finding
    from children
    left join parents using ({{ columns | join(', ') }})
    where parents.is_found is null

{% endtest %}
