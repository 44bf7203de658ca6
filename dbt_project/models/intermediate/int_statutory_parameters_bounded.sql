with parameters as (
    select * from {{ ref('seed_statutory_parameters') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

bounded as (
    select
        parameters.name as parameter,
        parameters.value,
        try_cast(parameters.value as decimal(24, 6)) as value_number,
        parameters.unit,
        coalesce(parameters.valid_from, date '0001-01-01') as valid_from,
        coalesce(parameters.valid_to, date '9999-12-31') as valid_to,
        parameters.confidence,
        confidences.doubt_rank
    from parameters
    inner join confidences using (confidence)
)

select * from bounded
