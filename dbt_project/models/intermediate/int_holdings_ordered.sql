with events as (
    select *
    from {{ ref('int_holding_events') }}
    where not is_beyond_all_numbers
),

-- Decimals of 36 digits leave room for a sum or difference of two in any engine, without rounding the last place.
numbered as (
    select
        client_key,
        asset,
        event_id,
        day,
        happened_at,
        kind,
        is_acquisition,
        cast(units as decimal(36, 18)) as units,
        value_kzt,
        is_unsupported,
        client_residency,
        is_legal_entity,
        lot_event_id,
        row_number() over (
            partition by client_key, asset
            order by day asc, happened_at asc nulls first, is_acquisition desc, event_id asc
        ) as position,
        sum(units) over (partition by client_key, asset) as ledger_units,
        sum(abs(coalesce(value_kzt, 0))) over (partition by client_key, asset) as ledger_kzt
    from events
),

summed as (
    select
        *,
        cast(sum(case when is_acquisition then units else 0 end) over ledger as decimal(36, 18)) as acquired_to,
        cast(sum(case when is_acquisition then 0 else units end) over ledger as decimal(36, 18)) as given_to
    from numbered
    where ledger_units < 10000000000 and ledger_kzt < 1000000000000000
    window
        ledger as (
            partition by client_key, asset order by position rows between unbounded preceding and current row
        )
),

-- Who has given away more than was acquired by then has the rest from somewhere that nobody reports.
lacking as (
    select
        *,
        cast(
            greatest(
                max(given_to - acquired_to) over (
                    partition by client_key, asset order by position rows between unbounded preceding and current row
                ),
                0
            )
            as decimal(36, 18)
        ) as short_to
    from summed
),

-- An event says the same as before where the whole ledger up to it does: the hashes of its events are added up.
hashed as (
    select
        *,
        {{ hash_of([
            'client_key', 'asset', 'position', 'event_id', 'day', 'kind', 'is_acquisition', 'units', 'value_kzt',
            'is_unsupported', 'client_residency', 'is_legal_entity', 'lot_event_id'
        ]) }} as event_hash
    from lacking
),

stepped as (
    select
        *,
        cast(
            sum(event_hash)
                over (
                    partition by client_key, asset order by position rows between unbounded preceding and current row
                )
            as decimal(38, 0)
        ) as ledger_hash,
        cast(
            short_to - coalesce(lag(short_to) over (partition by client_key, asset order by position), 0)
            as decimal(36, 18)
        ) as short_units
    from hashed
),

ordered as (
    select
        client_key,
        asset,
        position,
        event_id,
        day,
        kind,
        is_acquisition,
        cast(units as decimal(38, 18)) as units,
        value_kzt,
        is_unsupported,
        client_residency,
        is_legal_entity,
        lot_event_id,
        cast(short_units as decimal(38, 18)) as short_units,
        cast(
            case
                when is_acquisition then acquired_to - units
                else cast(given_to - short_to as decimal(36, 18)) - cast(units - short_units as decimal(36, 18))
            end
            as decimal(36, 18)
        ) as queue_from,
        cast(case when is_acquisition then acquired_to else given_to - short_to end as decimal(36, 18)) as queue_to,
        ledger_hash
    from stepped
)

select * from ordered
