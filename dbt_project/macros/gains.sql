{#
    The cost of what is given away. Costs are whole tiyn, units the integers behind decimals of 18 places. Exact while
    the whole is below 10^28 (ten billion units) and the total below 10^17 tiyn (10^15 KZT), which the models see to.
#}

{# The integer quotient and remainder of integers that are not negative. #}
{% macro whole_quotient(numerator, denominator) -%}
    {{ adapter.dispatch('whole_quotient')(numerator, denominator) }}
{%- endmacro %}

{% macro duckdb__whole_quotient(numerator, denominator) -%}
    (({{ numerator }}) // ({{ denominator }}))
{%- endmacro %}

{% macro spark__whole_quotient(numerator, denominator) -%}
    (({{ numerator }}) div ({{ denominator }}))
{%- endmacro %}


{#
    total * part / whole in whole tiyn, rounded half away from zero; all are integers, none negative, the whole is not 0.
    The total is split at a billion tiyn, as schoolchildren divide, so that no product outgrows 38 digits.
#}
{% macro portion_of_tiyn(total, part, whole) -%}
    {%- set high = whole_quotient(total, 1000000000) -%}
    {%- set low = '((' ~ total ~ ') % 1000000000)' -%}
    {%- set rest = '((' ~ high ~ ' * ' ~ part ~ ') % ' ~ whole ~ ')' -%}
    (
        {{ whole_quotient(high ~ ' * ' ~ part, whole) }} * 1000000000
        + {{ divide_half_up('(' ~ rest ~ ' * 1000000000 + ' ~ low ~ ' * ' ~ part ~ ')', whole) }}
    )
{%- endmacro %}


{# The part of an amount of money, not below 0, that units have of all units; as above, in money. #}
{% macro portion_of_money(amount, part_units, whole_units) -%}
    {{ money_of_hundredths(portion_of_tiyn(unscaled(amount), unscaled(part_units), unscaled(whole_units))) }}
{%- endmacro %}


{# A decimal of 18 places from the integer behind it, which is not negative. #}
{% macro units_of_unscaled(unscaled_units) -%}
    {{ adapter.dispatch('units_of_unscaled')(unscaled_units) }}
{%- endmacro %}

{% macro duckdb__units_of_unscaled(unscaled_units) -%}
    cast(
        cast(({{ unscaled_units }}) // 1000000000000000000 as decimal(38, 18))
        + cast(({{ unscaled_units }}) % 1000000000000000000 as decimal(18, 0))
        * cast(0.000000000000000001 as decimal(18, 18))
        as decimal(38, 18)
    )
{%- endmacro %}

{% macro spark__units_of_unscaled(unscaled_units) -%}
    cast(
        cast(({{ unscaled_units }}) div 1000000000000000000 as decimal(19, 0))
        + cast(
            cast(({{ unscaled_units }}) % 1000000000000000000 as decimal(18, 0))
            * cast(0.000000000000000001 as decimal(18, 18))
            as decimal(18, 18)
        )
        as decimal(38, 18)
    )
{%- endmacro %}


{#
    What disposals cost by the moving average: one row per person, asset and position of a disposal in the ledger, with the
    units of known cost that it takes, their cost in tiyn, and both of what it leaves in the pool. Every acquisition of
    known cost joins the pool; a disposal takes pool units first and leaves the pool its average, its own cost rounded to
    the tiyn. Each step needs the one before, so the ledger is folded. The relation has client_key, asset, position,
    is_acquisition, unscaled_units, tiyn.
#}
{% macro moving_average_costs(relation) -%}
    {{ adapter.dispatch('moving_average_costs')(relation) }}
{%- endmacro %}

{% macro duckdb__moving_average_costs(relation) -%}
    {%- set taken = 'least(event.unscaled_units, pool.unscaled_units)' -%}
    {%- set cost -%}
        case
            when pool.unscaled_units = 0 then 0::hugeint
            else {{ portion_of_tiyn('pool.tiyn', taken, 'pool.unscaled_units') }}
        end
    {%- endset -%}
    select
        client_key,
        asset,
        step.position as position,
        step.unscaled_units as unscaled_units,
        step.tiyn as tiyn,
        step.left_unscaled_units as left_unscaled_units,
        step.left_tiyn as left_tiyn
    from (
        select
            client_key,
            asset,
            unnest(
                list_reduce(
                    list(
                        {
                            'position': position,
                            'is_acquisition': is_acquisition,
                            'unscaled_units': unscaled_units,
                            'tiyn': tiyn
                        }
                        order by position
                    ),
                    lambda pool, event: case
                        when event.is_acquisition
                            then {
                                'unscaled_units': pool.unscaled_units + event.unscaled_units,
                                'tiyn': pool.tiyn + event.tiyn,
                                'steps': pool.steps
                            }
                        else {
                            'unscaled_units': pool.unscaled_units - {{ taken }},
                            'tiyn': pool.tiyn - {{ cost }},
                            'steps': list_append(
                                pool.steps,
                                {
                                    'position': event.position,
                                    'unscaled_units': {{ taken }},
                                    'tiyn': {{ cost }},
                                    'left_unscaled_units': pool.unscaled_units - {{ taken }},
                                    'left_tiyn': pool.tiyn - {{ cost }}
                                }
                            )
                        }
                    end,
                    {
                        'unscaled_units': 0::hugeint,
                        'tiyn': 0::hugeint,
                        'steps': []::struct(
                            position bigint,
                            unscaled_units hugeint,
                            tiyn hugeint,
                            left_unscaled_units hugeint,
                            left_tiyn hugeint
                        )[]
                    }
                ).steps
            ) as step
        from {{ relation }}
        group by client_key, asset
    ) as folded
{%- endmacro %}

{% macro spark__moving_average_costs(relation) -%}
    {%- set taken = 'least(event.unscaled_units, pool.unscaled_units)' -%}
    {%- set cost -%}
        cast(
            case
                when pool.unscaled_units = 0 then 0
                else {{ portion_of_tiyn('pool.tiyn', taken, 'pool.unscaled_units') }}
            end
            as decimal(38, 0)
        )
    {%- endset -%}
    select
        client_key,
        asset,
        step.position as position,
        step.unscaled_units as unscaled_units,
        step.tiyn as tiyn,
        step.left_unscaled_units as left_unscaled_units,
        step.left_tiyn as left_tiyn
    from (
        select
            client_key,
            asset,
            explode(
                aggregate(
                    array_sort(
                        collect_list(
                            named_struct(
                                'position', position,
                                'is_acquisition', is_acquisition,
                                'unscaled_units', cast(unscaled_units as decimal(38, 0)),
                                'tiyn', cast(tiyn as decimal(38, 0))
                            )
                        ),
                        (one, other) -> cast(sign(one.position - other.position) as int)
                    ),
                    named_struct(
                        'unscaled_units', cast(0 as decimal(38, 0)),
                        'tiyn', cast(0 as decimal(38, 0)),
                        'steps',
                        cast(
                            array()
                            as array<struct<
                                position: bigint,
                                unscaled_units: decimal(38, 0),
                                tiyn: decimal(38, 0),
                                left_unscaled_units: decimal(38, 0),
                                left_tiyn: decimal(38, 0)
                            >>
                        )
                    ),
                    (pool, event) -> case
                        when event.is_acquisition
                            then named_struct(
                                'unscaled_units',
                                cast(pool.unscaled_units + event.unscaled_units as decimal(38, 0)),
                                'tiyn', cast(pool.tiyn + event.tiyn as decimal(38, 0)),
                                'steps', pool.steps
                            )
                        else named_struct(
                            'unscaled_units', cast(pool.unscaled_units - {{ taken }} as decimal(38, 0)),
                            'tiyn', cast(pool.tiyn - {{ cost }} as decimal(38, 0)),
                            'steps', concat(
                                pool.steps,
                                array(
                                    named_struct(
                                        'position', event.position,
                                        'unscaled_units', {{ taken }},
                                        'tiyn', {{ cost }},
                                        'left_unscaled_units',
                                        cast(pool.unscaled_units - {{ taken }} as decimal(38, 0)),
                                        'left_tiyn', cast(pool.tiyn - {{ cost }} as decimal(38, 0))
                                    )
                                )
                            )
                        )
                    end,
                    pool -> pool.steps
                )
            ) as step
        from {{ relation }}
        group by client_key, asset
    ) as folded
{%- endmacro %}


{#
    From where pools go on: one row per person and asset with the position of the last outflow that this build has not to say
    anew, and what it left in the pool. In a build in full there are none, and every pool begins empty.
#}
{% macro pools_left(ledgers) -%}
    {%- if is_increment() -%}
        select
            ledgers.client_key,
            ledgers.asset,
            ledgers.position,
            kept.left_units,
            kept.left_kzt
        from {{ ledgers }} as ledgers
        inner join {{ this }} as kept on {{ is_same_event('kept', 'ledgers') }}
        qualify ledgers.position = max(ledgers.position) over (partition by ledgers.client_key, ledgers.asset)
    {%- else -%}
        select
            client_key,
            asset,
            position,
            units as left_units,
            value_kzt as left_kzt
        from {{ ledgers }}
        where false
    {%- endif -%}
{%- endmacro %}
