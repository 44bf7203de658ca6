{#
    Exact money. Everything is computed on integers and rounded half away from zero; nothing passes through a double.
    What differs between database systems is dispatched; the rest is plain SQL.
#}

{# The integer quotient, rounded half away from zero; the denominator is positive. 7, 2 -> 4 and -7, 2 -> -4. #}
{% macro divide_half_up(numerator, denominator) -%}
    {{ adapter.dispatch('divide_half_up')(numerator, denominator) }}
{%- endmacro %}

{% macro duckdb__divide_half_up(numerator, denominator) -%}
    (({{ numerator }} + sign({{ numerator }}) * ({{ denominator }} // 2)) // ({{ denominator }}))
{%- endmacro %}

{#
    Spark keeps six decimals of a quotient: what is left over is taken off first, so that the division comes out even. Null
    where the denominator is zero, and where the quotient has more than 32 digits.
#}
{% macro spark__divide_half_up(numerator, denominator) -%}
    {%- set whole = 'cast(' ~ numerator ~ ' as decimal(38, 0))' -%}
    {%- set part = 'nullif(cast(' ~ denominator ~ ' as decimal(38, 0)), 0)' -%}
    {%- set rest = 'mod(' ~ whole ~ ', ' ~ part ~ ')' -%}
    cast(
        try_divide({{ whole }} - {{ rest }}, {{ part }})
        + case
            when abs({{ rest }}) < {{ part }} - abs({{ rest }}) then 0
            when {{ whole }} < 0 then -1
            else 1
        end
        as decimal(38, 0)
    )
{%- endmacro %}


{# The integer behind a decimal, whatever its scale: 12.30 -> 1230. An integer stays as it is. #}
{% macro unscaled(amount) -%}
    {{ adapter.dispatch('unscaled')(amount) }}
{%- endmacro %}

{% macro duckdb__unscaled(amount) -%}
    cast(replace(cast({{ amount }} as varchar), '.', '') as hugeint)
{%- endmacro %}

{% macro spark__unscaled(amount) -%}
    cast(replace(cast({{ amount }} as string), '.', '') as decimal(38, 0))
{%- endmacro %}


{# An amount of money from its integer hundredths: tiyn to KZT, cents to USD. #}
{% macro money_of_hundredths(hundredths) -%}
    cast(cast({{ hundredths }} as decimal(18, 0)) * cast(0.01 as decimal(2, 2)) as decimal(18, 2))
{%- endmacro %}


{#
    Units of an asset or currency (18 decimals) as money, times one rate and divided by another, rounded once at the end;
    null where something is missing or the value is beyond all money. A rate is an expression and its number of decimals.
#}
{% macro money_of_units(units, times=none, divided_by=none) -%}
    {{ adapter.dispatch('money_of_units')(units, times, divided_by) }}
{%- endmacro %}

{% macro duckdb__money_of_units(units, times, divided_by) -%}
    {%- if divided_by -%}
        {%- set surplus = 18 + (times[1] if times else 0) - divided_by[1] - 2 -%}
        {%- set numerator = unscaled(units) ~ (' * ' ~ unscaled(times[0]) if times else '') -%}
        {%- set denominator = '1' ~ '0' * surplus ~ ' * ' ~ unscaled(divided_by[0]) -%}
        try({{ money_of_hundredths(divide_half_up(numerator, denominator)) }})
    {%- else -%}
        try(cast({{ units }}{{ ' * ' ~ times[0] if times }} as decimal(18, 2)))
    {%- endif -%}
{%- endmacro %}

{#
    Spark rounds a product that has too many decimals: so it is formed of integers, and rounded once. What has no room for
    the decimals of both, from 100 trillion on, is null.
#}
{% macro spark__money_of_units(units, times, divided_by) -%}
    {%- set surplus = 18 + (times[1] if times else 0) - (divided_by[1] if divided_by else 0) - 2 -%}
    {%- set numerator = unscaled('try_cast(' ~ units ~ ' as decimal(38, 18))') -%}
    {%- if times -%}
        {%- set numerator = 'try_multiply(' ~ numerator ~ ', ' ~ unscaled(times[0]) ~ ')' -%}
    {%- endif -%}
    {%- set denominator = 'cast(1' ~ '0' * surplus ~ ' as decimal(38, 0))' -%}
    {%- if divided_by -%}
        {%- set denominator = 'try_multiply(' ~ denominator ~ ', ' ~ unscaled(divided_by[0]) ~ ')' -%}
    {%- endif -%}
    cast(
        try_cast({{ divide_half_up(numerator, denominator) }} as decimal(18, 0)) * cast(0.01 as decimal(2, 2))
        as decimal(18, 2)
    )
{%- endmacro %}


{#
    100 * part / whole, to four decimals; both are counts, or both are money. Null where the whole is not positive, and
    from 100,000 percent on: such a whole is no base to compare with.
#}
{% macro percent_of(part, whole) -%}
    case
        when {{ whole }} > 0
            then cast(
                try_cast({{ divide_half_up('1000000 * ' ~ unscaled(part), unscaled(whole)) }} as decimal(9, 0))
                * cast(0.0001 as decimal(4, 4))
                as decimal(9, 4)
            )
    end
{%- endmacro %}


{# 100 * part / whole, to six decimals, of two amounts of money: for parts that are small beside the whole. #}
{% macro fine_percent_of(part, whole) -%}
    case
        when {{ whole }} > 0
            then cast(
                try_cast({{ divide_half_up('100000000 * ' ~ unscaled(part), unscaled(whole)) }} as decimal(18, 0))
                * cast(0.000001 as decimal(6, 6))
                as decimal(18, 6)
            )
    end
{%- endmacro %}


{# VAT contained in a gross amount, in tiyn: gross * rate / (100 + rate), the rate in hundredths of a percent. #}
{% macro vat_contained_tiyn(gross_kzt, rate_hundredths) -%}
    {{ adapter.dispatch('vat_contained_tiyn')(gross_kzt, rate_hundredths) }}
{%- endmacro %}

{# Amounts up to a trillion KZT stay within 64 bits, which is several times faster over a year of receipt lines. #}
{% macro duckdb__vat_contained_tiyn(gross_kzt, rate_hundredths) -%}
    {%- set whole = '(10000 + ' ~ rate_hundredths ~ ')' -%}
    case
        when {{ gross_kzt }} between 0 and 1000000000000
            then (cast({{ gross_kzt }} * 100 as bigint) * {{ rate_hundredths }} + {{ whole }} // 2) // {{ whole }}
        else cast({{ divide_half_up(unscaled(gross_kzt) ~ ' * ' ~ rate_hundredths, whole) }} as bigint)
    end
{%- endmacro %}

{% macro spark__vat_contained_tiyn(gross_kzt, rate_hundredths) -%}
    {%- set whole = '(10000 + ' ~ rate_hundredths ~ ')' -%}
    case
        when {{ gross_kzt }} between 0 and 1000000000000
            then (cast({{ gross_kzt }} * 100 as bigint) * {{ rate_hundredths }} + {{ whole }} div 2) div {{ whole }}
        else cast({{ divide_half_up(unscaled(gross_kzt) ~ ' * ' ~ rate_hundredths, whole) }} as bigint)
    end
{%- endmacro %}


{# Whole tokens from base units in a decimal string; null where decimals are unknown or the amount does not fit. #}
{% macro whole_tokens(amount_base_units, decimals) -%}
    {{ adapter.dispatch('whole_tokens')(amount_base_units, decimals) }}
{%- endmacro %}

{% macro default__whole_tokens(amount_base_units, decimals) -%}
    {%- set digits = 'greatest(length(' ~ amount_base_units ~ '), ' ~ decimals ~ ')' -%}
    {%- set padded = 'lpad(' ~ amount_base_units ~ ', cast(' ~ digits ~ " as integer), '0')" -%}
    {%- set point = 'cast(' ~ digits ~ ' - ' ~ decimals ~ ' as integer)' -%}
    try_cast(substr({{ padded }}, 1, {{ point }}) || '.' || substr({{ padded }}, {{ point }} + 1) as decimal(38, 18))
{%- endmacro %}

{# Up to 18 digits on either side of the point are read as integers, eight times faster over a year of transfers. #}
{% macro duckdb__whole_tokens(amount_base_units, decimals) -%}
    {%- set whole_digits = 'length(' ~ amount_base_units ~ ') - ' ~ decimals -%}
    {%- set whole = 'left(' ~ amount_base_units ~ ', greatest(' ~ whole_digits ~ ', 0))' -%}
    {%- set last_digits = 'right(' ~ amount_base_units ~ ', ' ~ decimals ~ ')' -%}
    {%- set fraction = 'lpad(' ~ last_digits ~ ', cast(' ~ decimals ~ " as integer), '0')" -%}
    case
        when {{ whole_digits }} <= 18 and {{ decimals }} <= 18
            then cast(
                cast(try_cast('0' || {{ whole }} as bigint) as decimal(18, 0))
                + cast(try_cast(rpad({{ fraction }}, 18, '0') as bigint) as decimal(18, 0))
                * cast(0.000000000000000001 as decimal(18, 18))
                as decimal(38, 18)
            )
        else {{ default__whole_tokens(amount_base_units, decimals) }}
    end
{%- endmacro %}


{# The sum of the rows that meet a condition, 0 where none does; null where one of them has no value. #}
{% macro sum_of_all(amount, condition) -%}
    cast(
        case
            when count(*) filter (where {{ condition }}) = count({{ amount }}) filter (where {{ condition }})
                then coalesce(sum({{ amount }}) filter (where {{ condition }}), 0)
        end
        as decimal(18, 2)
    )
{%- endmacro %}


{# The sum of those rows that meet a condition and have a value, 0 where none meets it; null where none has a value. #}
{% macro sum_of_known(amount, condition) -%}
    cast(
        case
            when count(*) filter (where {{ condition }}) = 0 then 0
            else sum({{ amount }}) filter (where {{ condition }})
        end
        as decimal(18, 2)
    )
{%- endmacro %}
