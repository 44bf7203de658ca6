with payer_months as (
    select * from {{ ref('int_payer_months_summed') }}
),

receipt_days as (
    select
        day,
        {{ month_of('day') }} as month
    from {{ ref('int_receipts_summed') }}
),

months as (
    select
        month,
        count(*) as days_seen,
        min(month) over () as first_month
    from receipt_days
    group by month
),

first_payments as (
    select
        payer_key,
        min(month) as cohort_month
    from payer_months
    group by payer_key
),

cohorts as (
    select
        cohort_month,
        count(*) as cohort_payers
    from first_payments
    group by cohort_month
),

returns as (
    select
        first_payments.cohort_month,
        payer_months.month,
        count(*) as retained_payers
    from payer_months
    inner join first_payments using (payer_key)
    group by first_payments.cohort_month, payer_months.month
),

observed as (
    select
        cohorts.cohort_month,
        cast(
            12 * (extract(year from months.month) - extract(year from cohorts.cohort_month))
            + extract(month from months.month) - extract(month from cohorts.cohort_month)
            as bigint
        ) as month_number,
        months.month,
        months.days_seen,
        cohorts.cohort_payers,
        coalesce(returns.retained_payers, 0) as retained_payers,
        cohorts.cohort_month = months.first_month as is_cohort_of_first_month
    from cohorts
    inner join months on cohorts.cohort_month <= months.month
    left join returns on cohorts.cohort_month = returns.cohort_month and months.month = returns.month
),

retention as (
    select
        cohort_month,
        month_number,
        month,
        days_seen,
        cohort_payers,
        retained_payers,
        {{ percent_of('retained_payers', 'cohort_payers') }} as retention_pct,
        is_cohort_of_first_month
    from observed
)

select * from retention
