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
