{#
    Models that are built day by day. Their rows of a day rest on the source days that are at most so many days away as
    `reach_days` in the model's meta says, 0 where it says nothing. So an incremental build, which knows the source days
    that changed, replaces the days within reach of those (`is_rebuilt`), and reads what is within reach of these
    (`is_read`). A build in full does both with all days.
#}

{#
    Whether rows of a day are computed by this build: those within reach of a change, and where something else than landed
    days may make rows out of date, those of the days that a query names; each of these has rows that take their place.
#}
{% macro is_rebuilt(day, and_days_of=none) -%}
    {%- set conditions = [is_near_change(day, reach_days())] -%}
    {%- for row in (run_query(and_days_of) if and_days_of and is_increment() else []) -%}
        {%- do conditions.append(day ~ " = date '" ~ row[0] ~ "'") -%}
    {%- endfor -%}
    {{ '(' ~ conditions | join(' or ') ~ ')' if is_increment() else 'true' }}
{%- endmacro %}


{# Whether what is computed by this build may rest on a day. #}
{% macro is_read(day) -%}
    {{ is_near_change(day, 2 * reach_days()) if is_increment() else 'true' }}
{%- endmacro %}


{# A unit test has no table to add to, and dbt cannot say so. #}
{% macro is_increment() -%}
    {{ return(changed_days() != 'all' and is_incremental()) }}
{%- endmacro %}


{% macro reach_days() -%}
    {{ return((config.get('meta') or {}).get('reach_days', 0)) }}
{%- endmacro %}


{# The source days that changed, in order and separated by commas; `all` in a build in full. #}
{% macro changed_days() -%}
    {{ return(env_var('CRYPTOCITY_WAREHOUSE_CHANGED_DAYS', 'all') if execute else 'all') }}
{%- endmacro %}


{# Whether a day is at most so many days away from a source day that changed. #}
{% macro is_near_change(day, days_away) -%}
    {%- set changed = changed_days() -%}
    {%- set spans = [] -%}
    {%- for changed_day in changed.split(',') if changed not in ('all', '') -%}
        {%- set middle = modules.datetime.date.fromisoformat(changed_day) -%}
        {%- set margin = modules.datetime.timedelta(days_away) -%}
        {%- set is_joined = spans and middle - margin <= spans[-1][1] -%}
        {%- do spans.append((spans.pop()[0] if is_joined else middle - margin, middle + margin)) -%}
    {%- endfor -%}
    {%- set conditions = [] -%}
    {%- for first, last in spans -%}
        {%- do conditions.append(day ~ " between date '" ~ first ~ "' and date '" ~ last ~ "'") -%}
    {%- endfor -%}
    {%- if changed == 'all' -%}
        true
    {%- else -%}
        ({{ conditions | join(' or ') or 'false' }})
    {%- endif -%}
{%- endmacro %}


{# The strategy by which dbt brings the rebuilt days into the table: a day that has no rows any more goes as well. #}
{% macro get_incremental_replace_days_sql(arguments) -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments['target_relation'] }}
    where {{ is_rebuilt('day') }} or day in (select day from {{ arguments['temp_relation'] }});
    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }}
{%- endmacro %}


{#
    Whether a test has to look at a day of a relation. What landed on a day that did not change, and what was not rebuilt,
    has been looked at by the build before, which would have failed. A table that is not built day by day is looked at
    whole, always. Days that are built again because a query names them are not looked at.
#}
{% macro is_tested(relation, day, newest_day_only=false) -%}
    {%- set is_landed = relation.identifier.startswith('stg_') -%}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- set built = nodes | selectattr('name', 'equalto', relation.identifier) | map(attribute='config') | list -%}
    {%- set config = built[0] if built else {} -%}
    {%- if newest_day_only and changed_days() == 'all' -%}
        {{ day }} = (select max({{ day }}) from {{ relation }})
    {%- elif is_landed or (config.materialized == 'incremental' and config.incremental_strategy == 'replace_days') -%}
        {{ is_near_change(day, config.meta.reach_days or 0) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{# What dbt's own tests look at: beside what a test asks for itself, values only of days that have to be looked at. #}
{% macro get_where_subquery(relation) -%}
    {%- set tested = is_tested(relation, 'day') | trim -%}
    {%- if tested != 'true' and model.test_metadata.name == 'accepted_values' and not config.get('where') -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ tested ~ ') as changed') }}
    {%- endif -%}
    {{ return(dbt.default__get_where_subquery(relation)) }}
{%- endmacro %}


{#
    Models that follow ledgers. What they say of an event rests on the ledger up to it, of which `ledger_hash` is the hash.
    So an incremental build keeps what is said of events that have the hash they had, and says anew what is said of others.
    In a build in full all events are new.
#}
{% macro by_ledger() -%}
    {{ return('replace_events' if target.type == 'duckdb' else 'insert_overwrite') }}
{%- endmacro %}


{% macro is_new_event(ledgers) -%}
    {%- if is_increment() -%}
        not exists (select 1 from {{ this }} as kept where {{ is_same_event('kept', ledgers) }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}


{% macro is_same_event(one, other) -%}
    {{ one }}.event_id = {{ other }}.event_id and {{ one }}.ledger_hash = {{ other }}.ledger_hash
{%- endmacro %}


{# The strategy by which dbt brings the new events into the table: those whose ledger has become another go. #}
{% macro get_incremental_replace_events_sql(arguments) -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arguments['target_relation'] }} as kept
    where not exists (select 1 from {{ ref('int_holdings_ordered') }} as ledgers where {{ is_same_event('kept', 'ledgers') }});
    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }}
{%- endmacro %}


{# A hash of values, as a whole number below 10^20. #}
{% macro hash_of(values) -%}
    {{ adapter.dispatch('hash_of')(values) }}
{%- endmacro %}

{% macro duckdb__hash_of(values) -%}
    cast(hash({{ values | join(', ') }}) as decimal(20, 0))
{%- endmacro %}

{% macro spark__hash_of(values) -%}
    cast(xxhash64({{ values | join(', ') }}) as decimal(20, 0))
{%- endmacro %}
