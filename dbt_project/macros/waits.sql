{#
    The number of weekdays, Monday to Friday, from the first of January of the year 1, which was a Monday, to a day, that
    day included. The difference of two such numbers is how many weekdays lie after the first day, up to the second.
#}
{% macro weekdays_until(day) -%}
    {%- set days = "(" ~ days_between("date '0001-01-01'", day) ~ " + 1)" -%}
    (5 * cast(({{ days }} - mod({{ days }}, 7)) / 7 as bigint) + least(mod({{ days }}, 7), 5))
{%- endmacro %}


{# Whether a day is a Saturday or Sunday. #}
{% macro is_weekend(day) -%}
    (mod({{ days_between("date '0001-01-01'", day) }}, 7) >= 5)
{%- endmacro %}


{#
    How a median of days compares with a span of days of the same unit: faster, within, slower or unknown. Where the
    median is not reached, it is more than the days up to which the estimate is known, which may say enough.
#}
{% macro against_days(median, known_to, low, high) -%}
    case
        when {{ median }} < {{ low }} then 'faster'
        when {{ median }} <= {{ high }} then 'within'
        when {{ median }} > {{ high }} then 'slower'
        when {{ known_to }} >= {{ high }} and {{ median }} is null then 'slower'
        else 'unknown'
    end
{%- endmacro %}
