{#
    Schemas carry the plain names of their layer or area, whatever the target's own schema. On Spark a view lives as long as
    the session that reads the landed files, in the one schema that such views have there.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if target.type == 'spark' and node.config.materialized == 'view' -%}
        global_temp
    {%- else -%}
        {{ custom_schema_name or target.schema }}
    {%- endif -%}
{%- endmacro %}
