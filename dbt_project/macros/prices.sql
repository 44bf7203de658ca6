{#
    By how much a price differs from one unit of a currency, in millionths of that unit, without regard to the sign: the
    price in USD, KZT per USD, and KZT per unit of the currency. Null where it is beyond all numbers.
#}
{% macro deviation_from_par_ppm(price_usd, usd_rate_kzt, rate_kzt) -%}
    {{ adapter.dispatch('deviation_from_par_ppm')(price_usd, usd_rate_kzt, rate_kzt) }}
{%- endmacro %}

{# A price has eight decimals and a rate six, so a price in KZT has fourteen. #}
{% macro duckdb__deviation_from_par_ppm(price_usd, usd_rate_kzt, rate_kzt) -%}
    {%- set price_kzt = unscaled(price_usd) ~ ' * ' ~ unscaled(usd_rate_kzt) -%}
    {%- set par_kzt = '100000000 * ' ~ unscaled(rate_kzt) -%}
    try({{ divide_half_up('(1000000 * abs(' ~ price_kzt ~ ' - ' ~ par_kzt ~ '))', par_kzt) }})
{%- endmacro %}

{% macro spark__deviation_from_par_ppm(price_usd, usd_rate_kzt, rate_kzt) -%}
    {%- set price_kzt = 'try_multiply(' ~ unscaled(price_usd) ~ ', ' ~ unscaled(usd_rate_kzt) ~ ')' -%}
    {%- set par_kzt = 'try_multiply(cast(100000000 as decimal(38, 0)), ' ~ unscaled(rate_kzt) ~ ')' -%}
    {%- set difference = 'abs(try_subtract(' ~ price_kzt ~ ', ' ~ par_kzt ~ '))' -%}
    {{ divide_half_up('try_multiply(cast(1000000 as decimal(38, 0)), ' ~ difference ~ ')', par_kzt) }}
{%- endmacro %}
