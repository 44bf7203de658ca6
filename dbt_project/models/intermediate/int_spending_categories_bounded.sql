with categories as (
    select * from {{ ref('seed_spending_categories') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

bounded as (
    select
        categories.oked_prefix,
        categories.category,
        coalesce(categories.valid_from, date '0001-01-01') as valid_from,
        coalesce(categories.valid_to, date '9999-12-31') as valid_to,
        confidences.doubt_rank
    from categories
    inner join confidences using (confidence)
)

select * from bounded
