{#
    The VAT rate of the law for a line that states a rate, percent: one of the reduced rates in force where it states that,
    else the standard rate, and none where the line is not taxed. The statement joins what is in force on the day of the
    turnover (int_vat_parameters_spanned) as `parameters`.
#}
{% macro vat_rate_pct(is_taxed, stated_pct) -%}
    cast(
        case
            when not ({{ is_taxed }}) then 0
            when {{ stated_pct }} in (parameters.medical_pct, parameters.periodicals_pct, parameters.export_pct)
                then {{ stated_pct }}
            else parameters.standard_pct
        end
        as decimal(5, 2)
    )
{%- endmacro %}


{# The doubt rank of that rate; that a line is not taxed is not doubted. #}
{% macro vat_doubt_rank(is_taxed, stated_pct) -%}
    case
        when not ({{ is_taxed }}) then 1
        when {{ stated_pct }} = parameters.medical_pct then parameters.medical_doubt_rank
        when {{ stated_pct }} = parameters.periodicals_pct then parameters.periodicals_doubt_rank
        when {{ stated_pct }} = parameters.export_pct then parameters.export_doubt_rank
        else parameters.standard_doubt_rank
    end
{%- endmacro %}


{#
    The doubt rank of what a merchant owes for lines: that of their rate, and of the rule that keeps VAT from the simplified
    regime, or does not, where it decides. The statement joins the register's `merchants`, as for `is_vat_payer`.
#}
{% macro vat_due_doubt_rank(lines) -%}
    case
        when
            merchants.tax_regime = 'simplified'
            and {{ lines }}.vat_rate_pct > 0
            and {{ is_vat_payer(lines ~ '.turnover_on', 'true') }}
            then greatest({{ lines }}.doubt_rank, coalesce({{ lines }}.simplified_doubt_rank, {{ lines }}.doubt_rank))
        else {{ lines }}.doubt_rank
    end
{%- endmacro %}


{#
    Whether a merchant of the register is a VAT payer on a day: within its VAT period, and not in the simplified regime
    while the law keeps VAT from it. The statement joins what the register says of the merchant on that day as
    `merchants`.
#}
{% macro is_vat_payer(day, is_simplified_vat_allowed) -%}
    coalesce(
        merchants.vat_payer_from <= {{ day }}
        and (merchants.vat_payer_to is null or merchants.vat_payer_to >= {{ day }})
        and (merchants.tax_regime <> 'simplified' or {{ is_simplified_vat_allowed }}),
        false
    )
{%- endmacro %}
