-- What the authority publishes as in force on a day is what our own dated seed says of that day.
with published as (
    select * from {{ ref('stg_reference__statutory_parameters') }}
),

seeded as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

compared as (
    select
        published.day,
        published.parameter,
        published.value as published_value,
        seeded.value as seeded_value,
        seeded.value = published.value
        or seeded.value_number = try_cast(published.value as decimal(24, 6)) as agrees
    from published
    left join seeded
        on
            published.parameter = seeded.parameter
            and published.day between seeded.valid_from and seeded.valid_to
    where published.parameter in (select seed.name from {{ ref('seed_statutory_parameters') }} as seed)
)

select
    *,
    parameter || ' on ' || day || ': the authority publishes ' || published_value
    || ', our seed says ' || coalesce(seeded_value, 'nothing') as finding
from compared
where not coalesce(agrees, false)
order by day, parameter
