with newest as (
    {{ newest_of_each(ref('stg_reference__address_labels'), ['address', 'labelled_by']) }}
),

doubted as (
    select
        *,
        case confidence when 'high' then 1 when 'medium' then 2 else 3 end as doubt_rank
    from newest
),

-- Public lists mistake wallets; a register that knows the holder as a resident has the last word on exchanges.
told as (
    select
        address,
        bool_or(category = 'sanctioned') as is_sanctioned,
        bool_or(category = 'mixing_service') as is_mixing_service,
        bool_or(category in ('hack', 'black_list')) as is_stolen,
        bool_or(category = 'exchange') as is_exchange,
        bool_or(category = 'exchange' and residency = 'resident') as is_licensed_venue,
        bool_or(residency = 'resident') as is_resident,
        bool_or(category = 'resident') as is_person,
        min(doubt_rank) filter (where category = 'sanctioned') as sanctioned_doubt_rank,
        min(doubt_rank) filter (where category = 'mixing_service') as mixing_service_doubt_rank,
        min(doubt_rank) filter (where category in ('hack', 'black_list')) as stolen_doubt_rank,
        min(doubt_rank) filter (where category = 'exchange') as exchange_doubt_rank
    from doubted
    group by address
),

roles as (
    select
        *,
        case
            when is_sanctioned then 'sanctioned'
            when is_mixing_service then 'mixing_service'
            when is_stolen then 'stolen'
            when is_licensed_venue then 'licensed_venue'
            when is_exchange and not is_resident then 'unlicensed_exchange'
            when is_person then 'person'
            else 'service'
        end as role
    from told
),

labelled as (
    select
        address,
        role,
        case role
            when 'sanctioned' then sanctioned_doubt_rank
            when 'mixing_service' then mixing_service_doubt_rank
            when 'stolen' then stolen_doubt_rank
            when 'unlicensed_exchange' then exchange_doubt_rank
        end as doubt_rank
    from roles
)

select * from labelled
