{#
    Whether a merchant of the register is a VAT payer on a day: within its VAT period, and not in the simplified regime
    while the law keeps VAT from it.
#}
{% macro is_vat_payer(day, is_simplified_vat_allowed) -%}
    coalesce(
        vat_payer_from <= {{ day }}
        and (vat_payer_to is null or vat_payer_to >= {{ day }})
        and (tax_regime <> 'simplified' or {{ is_simplified_vat_allowed }}),
        false
    )
{%- endmacro %}
