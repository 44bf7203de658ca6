{# Schemas carry the plain names of their layer or area, whatever the target's own schema. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
