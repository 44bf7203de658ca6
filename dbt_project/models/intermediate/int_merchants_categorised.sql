with register as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('stg_merchants__register') }}
),

categories as (
    select * from {{ ref('int_spending_categories_bounded') }}
),

snapshots as (
    select
        month,
        max(day) as day
    from register
    group by month
),

merchants as (
    select
        register.month,
        register.merchant_key,
        register.oked_code,
        register.kato_code
    from register
    inner join snapshots using (month, day)
),

codes as (
    select distinct
        month,
        oked_code
    from merchants
),

-- The longest prefix says most about an activity.
ranked as (
    select
        codes.month,
        codes.oked_code,
        categories.category,
        row_number() over (
            partition by codes.month, codes.oked_code order by length(categories.oked_prefix) desc
        ) as nearness
    from codes
    inner join categories
        on
            codes.month between categories.valid_from and categories.valid_to
            and substr(codes.oked_code, 1, length(categories.oked_prefix)) = categories.oked_prefix
),

nearest as (
    select
        month,
        oked_code,
        category
    from ranked
    where nearness = 1
),

categorised as (
    select
        merchants.month,
        merchants.merchant_key,
        merchants.oked_code,
        merchants.kato_code,
        coalesce(nearest.category, 'other') as category
    from merchants
    left join nearest using (month, oked_code)
)

select * from categorised
