with newest as (
    {{ newest_of_each(ref('stg_reference__address_labels'), ['address', 'labelled_by']) }}
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
        bool_or(category = 'resident') as is_person
    from newest
    group by address
),

labelled as (
    select
        address,
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
)

select * from labelled
