-- A parameter that the authority publishes and our seed does not know of: somebody should add it.
{{ config(severity='warn') }}

with published as (
    select * from {{ ref('stg_reference__statutory_parameters') }}
),

seeded as (
    select * from {{ ref('seed_statutory_parameters') }}
)

select
    parameter,
    min(day) as first_published_on,
    parameter || ' is published by the authority and missing in our seed' as finding
from published
where parameter not in (select seeded.name from seeded)
group by parameter
order by parameter
