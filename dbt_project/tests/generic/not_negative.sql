{# Amounts and counts that cannot be below zero. #}
{% test not_negative(model, columns) %}

    select
        {{ columns | join(', ') }},
        '{{ model.name }}: {{ columns | join(' or ') }} is below zero' as finding
    from {{ model }}
    where
        {{ is_tested(model, 'day') }}
        and ({{ columns | join(' < 0 or ') }} < 0)

{% endtest %}
