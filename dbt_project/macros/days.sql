{# The calendar day in Asia/Almaty on which an instant falls. #}
{% macro city_day(instant) -%}
    {{ adapter.dispatch('city_day')(instant) }}
{%- endmacro %}

{% macro duckdb__city_day(instant) -%}
    cast({{ instant }} at time zone 'Asia/Almaty' as date)
{%- endmacro %}

{% macro spark__city_day(instant) -%}
    to_date(from_utc_timestamp({{ instant }}, 'Asia/Almaty'))
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

{% macro spark__days_after(day, days) -%}
    date_add({{ day }}, cast({{ days }} as int))
{%- endmacro %}


{# The first day of a day's quarter. #}
{% macro quarter_of(day) -%}
    cast(date_trunc('quarter', {{ day }}) as date)
{%- endmacro %}


{# How many days later the last day is: 0 where both are the same. #}
{% macro days_between(first, last) -%}
    {{ adapter.dispatch('days_between')(first, last) }}
{%- endmacro %}

{% macro duckdb__days_between(first, last) -%}
    ({{ last }} - {{ first }})
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    cast(datediff({{ last }}, {{ first }}) as bigint)
{%- endmacro %}


{# How many whole seconds pass from one instant to a later one. #}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between')(earlier, later) }}
{%- endmacro %}

{% macro duckdb__seconds_between(earlier, later) -%}
    ((epoch_us({{ later }}) - epoch_us({{ earlier }})) // 1000000)
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    ((unix_micros({{ later }}) - unix_micros({{ earlier }})) div 1000000)
{%- endmacro %}
