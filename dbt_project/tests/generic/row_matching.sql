{# On the newest day, every row finds its row in another table by the same columns. #}
{% test row_matching(model, to, columns) %}

    with children as (
        select distinct {{ columns | join(', ') }}
        from {{ model }}
        where day = (select max(day) from {{ model }})
    ),

    parents as (
        select
            {{ columns | join(', ') }},
            true as is_found
        from {{ to }}
        where day = (select max(day) from {{ model }})
    )

    select
        children.*,
        '{{ model.name }}: a row finds none in {{ to.name }} by {{ columns | join(', ') }}' as finding
    from children
    left join parents using ({{ columns | join(', ') }})
    where parents.is_found is null

{% endtest %}
