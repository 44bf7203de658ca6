with components as (
    select *
    from {{ ref('int_adoption_components_scored') }}
    where left_out_merchant_key = 'nobody'
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

weighed as (
    select
        components.month,
        components.kato_code,
        components.component,
        components.measure,
        components.goalpost,
        components.weight_pct,
        components.score,
        components.index_without_component,
        confidences.confidence as parameter_confidence
    from components
    inner join confidences using (doubt_rank)
)

select * from weighed
