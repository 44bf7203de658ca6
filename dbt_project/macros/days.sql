{# The calendar day in Asia/Almaty on which an instant falls. #}
{% macro city_day(instant) -%}
    {{ adapter.dispatch('city_day')(instant) }}
{%- endmacro %}

{% macro duckdb__city_day(instant) -%}
    cast({{ instant }} at time zone 'Asia/Almaty' as date)
{%- endmacro %}


{# The first day of a day's month. #}
{% macro month_of(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}


{# The day so many days later. #}
{% macro days_after(day, days) -%}
    {{ adapter.dispatch('days_after')(day, days) }}
{%- endmacro %}

{% macro duckdb__days_after(day, days) -%}
    ({{ day }} + {{ days }})
{%- endmacro %}
