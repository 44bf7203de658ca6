{#
    What Spark does in another way than dbt-spark expects. The landed files are read through views of the session
    (`global_temp`), for Spark has no lasting view over a list of files; and what stands on such a view is one, too.
#}
{% macro source(source_name, table_name) -%}
    {%- set relation = builtins.source(source_name, table_name) -%}
    {%- if target.type == 'spark' -%}
        {%- set relation = relation.incorporate(
            path={'schema': 'global_temp', 'identifier': source_name ~ '__' ~ table_name}
        ) -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}

{% macro spark__create_view_as(relation, sql) -%}
    create or replace global temporary view {{ relation.identifier }} as
    {{ sql }}
{%- endmacro %}

{% macro spark__create_schema(relation) -%}
    {%- if relation.schema != 'global_temp' -%}
        {%- call statement('create_schema') -%}
            create schema if not exists {{ relation }}
        {%- endcall -%}
    {%- endif -%}
{%- endmacro %}

{# Parquet holds no constraints: those of a mart hold where it is copied into the candidate. #}
{% macro spark__persist_constraints(relation, model) -%}
{%- endmacro %}

{# dbt-spark binds values as they are: an empty one becomes the word None, and an apostrophe ends the text. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set rows = [] -%}
    {%- for row in agate_table.rows -%}
        {%- set values = [] -%}
        {%- for name in agate_table.column_names -%}
            {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
            {%- set text = "'" ~ (row[name] | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'" -%}
            {%- do values.append('cast(' ~ ('null' if row[name] is none else text) ~ ' as ' ~ type ~ ')') -%}
        {%- endfor -%}
        {%- do rows.append('(' ~ values | join(', ') ~ ')') -%}
    {%- endfor -%}
    {%- set statement = 'insert into ' ~ this.render() ~ ' values\n' ~ rows | join(',\n') -%}
    {%- if rows -%}
        {%- do adapter.add_query(statement, abridge_sql_log=True) -%}
    {%- endif -%}
    {{ return(statement) }}
{%- endmacro %}
