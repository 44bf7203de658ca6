{# A key: no column of it is null and no combination repeats. Large tables are looked at on their newest day alone. #}
{% test unique_combination(model, columns, newest_day_only=false) %}

    select
        {{ columns | join(', ') }},
        count(*) as row_count,
        '{{ model.name }}: the key {{ columns | join(', ') }} is missing or repeats' as finding
    from {{ model }}
    where {{ 'day = (select max(day) from ' ~ model ~ ')' if newest_day_only else 'true' }}
    group by {{ columns | join(', ') }}
    having count(*) > 1 or {{ columns | join(' is null or ') }} is null

{% endtest %}
