with districts as (
    select * from {{ ref('int_districts_measured') }}
),

components as (
    select * from {{ ref('int_adoption_components_scored') }}
),

receipt_days as (
    select
        day,
        {{ month_of('day') }} as month
    from {{ ref('int_receipts_summed') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

months as (
    select
        month,
        count(*) as days_seen
    from receipt_days
    group by month
),

combined as (
    select
        month,
        kato_code,
        count(score) as components_counted,
        max(adoption_index) as adoption_index,
        min(index_without_component) as least_without_component,
        max(index_without_component) as greatest_without_component,
        max(score) filter (where component = 'acceptance') as acceptance_score,
        max(score) filter (where component = 'payers') as payers_score,
        max(score) filter (where component = 'crypto_share') as crypto_share_score,
        max(score) filter (where component = 'category_breadth') as category_breadth_score,
        max(score) filter (where component = 'receipt_match') as receipt_match_score,
        max(doubt_rank) as doubt_rank
    from components
    where left_out_merchant_key = 'nobody'
    group by month, kato_code
),

without_a_merchant as (
    select
        month,
        kato_code,
        min(adoption_index) as least_without_merchant,
        max(adoption_index) as greatest_without_merchant
    from components
    where left_out_merchant_key <> 'nobody'
    group by month, kato_code
),

-- How far the index depends on what it is made of: on any one component, and on any one merchant.
indices as (
    select
        districts.month,
        districts.kato_code,
        coalesce(months.days_seen, 0) as days_seen,
        districts.registered_merchants,
        districts.active_merchants,
        districts.active_payers,
        districts.paid_categories,
        districts.crypto_turnover_kzt,
        districts.retail_turnover_kzt,
        districts.settlements,
        districts.matched_settlements,
        combined.acceptance_score,
        combined.payers_score,
        combined.crypto_share_score,
        combined.category_breadth_score,
        combined.receipt_match_score,
        coalesce(combined.components_counted, 0) as components_counted,
        combined.adoption_index,
        least(
            combined.adoption_index, combined.least_without_component, without_a_merchant.least_without_merchant
        ) as adoption_index_low,
        greatest(
            combined.adoption_index, combined.greatest_without_component, without_a_merchant.greatest_without_merchant
        ) as adoption_index_high,
        without_a_merchant.least_without_merchant,
        without_a_merchant.greatest_without_merchant,
        confidences.confidence as parameter_confidence
    from districts
    left join months using (month)
    left join combined using (month, kato_code)
    left join without_a_merchant using (month, kato_code)
    left join confidences on combined.doubt_rank = confidences.doubt_rank
)

select * from indices
