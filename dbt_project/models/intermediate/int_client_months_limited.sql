with month_limits as (
    select *
    from {{ ref('stg_exchanges__client_month_limits') }}
    where client_residency = 'resident'
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter = 'aifc_retail_monthly_limit'
),

-- What counts is the last total before the test was passed; a client who had passed it all along has paid in nothing.
ranked as (
    select
        venue_id,
        client_key,
        month,
        case when is_knowledge_test_passed then 0 else deposited_usd end as untested_usd,
        not is_knowledge_test_passed as is_untested,
        row_number() over (
            partition by venue_id, client_key, month order by is_knowledge_test_passed asc, day desc
        ) as precedence
    from month_limits
),

summed as (
    select
        month,
        client_key,
        count(*) filter (where is_untested) as untested_venues,
        cast(sum(untested_usd) as decimal(18, 2)) as untested_usd,
        cast(max(untested_usd) as decimal(18, 2)) as largest_venue_usd
    from ranked
    where precedence = 1
    group by month, client_key
),

limited as (
    select
        summed.month,
        summed.client_key,
        summed.untested_venues,
        summed.untested_usd,
        summed.largest_venue_usd,
        cast(parameters.value_number as decimal(18, 2)) as limit_usd,
        parameters.confidence as parameter_confidence,
        summed.untested_usd > parameters.value_number as is_breach,
        summed.largest_venue_usd > parameters.value_number as is_breach_at_one_venue
    from summed
    inner join parameters
        on summed.month between parameters.valid_from and parameters.valid_to
)

select * from limited
