with districts as (
    select * from {{ ref('int_districts_varied') }}
),

components as (
    select * from {{ ref('seed_adoption_index_components') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

bounded as (
    select
        components.component,
        components.weight_pct,
        components.goalpost,
        coalesce(components.valid_from, date '0001-01-01') as valid_from,
        coalesce(components.valid_to, date '9999-12-31') as valid_to,
        confidences.doubt_rank
    from components
    inner join confidences using (confidence)
),

measures as (
    select
        month,
        kato_code,
        left_out_merchant_key,
        'acceptance' as component,
        {{ percent_of('active_merchants', 'registered_merchants') }} as measure,
        doubt_rank
    from districts
    union all
    select
        month,
        kato_code,
        left_out_merchant_key,
        'payers' as component,
        cast(
            {{ divide_half_up('10000 * active_payers', 'registered_merchants') }} * cast(0.0001 as decimal(4, 4))
            as decimal(9, 4)
        ) as measure,
        doubt_rank
    from districts
    union all
    select
        month,
        kato_code,
        left_out_merchant_key,
        'crypto_share' as component,
        {{ percent_of('crypto_turnover_kzt', 'retail_turnover_kzt') }} as measure,
        doubt_rank
    from districts
    union all
    select
        month,
        kato_code,
        left_out_merchant_key,
        'category_breadth' as component,
        {{ percent_of('paid_categories', 'categories') }} as measure,
        doubt_rank
    from districts
    union all
    select
        month,
        kato_code,
        left_out_merchant_key,
        'receipt_match' as component,
        {{ percent_of('matched_settlements', 'settlements') }} as measure,
        doubt_rank
    from districts
),

weighed as (
    select
        measures.month,
        measures.kato_code,
        measures.left_out_merchant_key,
        measures.component,
        measures.measure,
        bounded.goalpost,
        bounded.weight_pct,
        cast(greatest(least(measures.measure, bounded.goalpost), 0) as decimal(9, 4)) as measure_within,
        greatest(measures.doubt_rank, bounded.doubt_rank) as doubt_rank
    from measures
    inner join bounded
        on
            measures.component = bounded.component
            and measures.month between bounded.valid_from and bounded.valid_to
),

scored as (
    select
        month,
        kato_code,
        left_out_merchant_key,
        component,
        measure,
        goalpost,
        weight_pct,
        case when measure is not null then {{ percent_of('measure_within', 'goalpost') }} end as score,
        doubt_rank
    from weighed
),

points as (
    select
        *,
        case when score is not null then weight_pct end as counted_weight,
        cast(weight_pct * {{ unscaled('score') }} as bigint) as weighted_score
    from scored
),

added_up as (
    select
        *,
        sum(counted_weight) over district_months as total_weight,
        sum(weighted_score) over district_months as total_weighted_score
    from points
    window district_months as (partition by month, kato_code, left_out_merchant_key)
),

compared as (
    select
        month,
        kato_code,
        left_out_merchant_key,
        component,
        measure,
        goalpost,
        weight_pct,
        score,
        cast(
            {{ divide_half_up('total_weighted_score', 'nullif(total_weight, 0)') }} * cast(0.0001 as decimal(4, 4))
            as decimal(9, 4)
        ) as adoption_index,
        case
            when score is not null
                then cast(
                    {{ divide_half_up(
                        '(total_weighted_score - weighted_score)', 'nullif(total_weight - counted_weight, 0)'
                    ) }} * cast(0.0001 as decimal(4, 4))
                    as decimal(9, 4)
                )
        end as index_without_component,
        doubt_rank
    from added_up
)

select * from compared
