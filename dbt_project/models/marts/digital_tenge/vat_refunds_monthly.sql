with refunds as (
    select * from {{ ref('int_vat_refunds_observed') }}
),

estimates as (
    select * from {{ ref('int_waits_estimated') }}
    where wait = 'vat_refund'
),

survived as (
    select * from {{ ref('int_waits_survived') }}
    where wait = 'vat_refund' and unit = 'business_days'
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter like 'vat_refund_%'
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

counted as (
    select
        month,
        channel,
        min(observed_from_on) as observed_from_on,
        max(observed_to_on) as observed_to_on,
        count(*) filter (where {{ month_of('applied_on') }} = month) as applications,
        count(credited_on) as credited_applications,
        count(rejected_on) as rejected_applications,
        count(*) filter (where credited_on is null and rejected_on is null) as open_applications,
        sum(case when credited_on is not null then amount_kzt else 0 end) as credited_kzt,
        sum(case when credited_on is null and rejected_on is null then amount_kzt else 0 end) as open_kzt
    from refunds
    group by month, channel
),

in_force as (
    select
        counted.month,
        counted.channel,
        max(parameters.value_number) filter (
            where parameters.parameter = 'vat_refund_target_digital'
        ) as target_business_days,
        max(parameters.value_number) filter (
            where parameters.parameter = 'vat_refund_baseline_2026'
        ) as baseline_2026_calendar_days,
        max(parameters.value_number) filter (
            where parameters.parameter = 'vat_refund_baseline_2024_low'
        ) as baseline_2024_low_calendar_days,
        max(parameters.value_number) filter (
            where parameters.parameter = 'vat_refund_baseline_2024_high'
        ) as baseline_2024_high_calendar_days,
        max(parameters.value_number) filter (
            where parameters.parameter = 'vat_refund_pilot_2024_low'
        ) as pilot_2024_low_calendar_days,
        max(parameters.value_number) filter (
            where parameters.parameter = 'vat_refund_pilot_2024_high'
        ) as pilot_2024_high_calendar_days,
        max(parameters.doubt_rank) as doubt_rank
    from counted
    left join parameters on counted.observed_to_on between parameters.valid_from and parameters.valid_to
    group by counted.month, counted.channel
),

surviving_target as (
    select
        in_force.month,
        in_force.channel,
        min(survived.surviving_share) as surviving_share
    from in_force
    inner join survived
        on
            in_force.month = survived.month
            and in_force.channel = survived.category
            and in_force.target_business_days >= survived.waited_days
    group by in_force.month, in_force.channel
),

joined as (
    select
        counted.*,
        in_force.target_business_days,
        in_force.baseline_2026_calendar_days,
        in_force.baseline_2024_low_calendar_days,
        in_force.baseline_2024_high_calendar_days,
        in_force.pilot_2024_low_calendar_days,
        in_force.pilot_2024_high_calendar_days,
        calendar_days.median_days as median_calendar_days,
        calendar_days.p90_days as p90_calendar_days,
        calendar_days.longest_days as longest_calendar_days,
        nullif(calendar_days.known_to_days, -1) as known_to_calendar_days,
        business_days.median_days as median_business_days,
        business_days.p90_days as p90_business_days,
        business_days.longest_days as longest_business_days,
        nullif(business_days.known_to_days, -1) as known_to_business_days,
        coalesce(business_days.uncounted_cases, 0) as uncounted_applications,
        case
            when
                business_days.known_to_days >= in_force.target_business_days
                or surviving_target.surviving_share = 0
                then 100 * (1 - coalesce(surviving_target.surviving_share, 1))
        end as within_target_pct,
        coalesce(business_days.has_doubtful_days, false) as rests_on_low_confidence_days,
        in_force.doubt_rank
    from counted
    inner join in_force using (month, channel)
    left join surviving_target using (month, channel)
    left join estimates as calendar_days
        on
            counted.month = calendar_days.month
            and counted.channel = calendar_days.category
            and calendar_days.unit = 'calendar_days'
    left join estimates as business_days
        on
            counted.month = business_days.month
            and counted.channel = business_days.category
            and business_days.unit = 'business_days'
),

compared as (
    select
        joined.month,
        joined.channel,
        joined.observed_from_on,
        joined.observed_to_on,
        joined.applications,
        joined.credited_applications,
        joined.rejected_applications,
        joined.open_applications,
        cast(joined.credited_kzt as decimal(18, 2)) as credited_kzt,
        cast(joined.open_kzt as decimal(18, 2)) as open_kzt,
        joined.median_calendar_days,
        joined.p90_calendar_days,
        joined.longest_calendar_days,
        joined.known_to_calendar_days,
        joined.median_business_days,
        joined.p90_business_days,
        joined.longest_business_days,
        joined.known_to_business_days,
        joined.uncounted_applications,
        cast(joined.target_business_days as bigint) as target_business_days,
        cast(joined.within_target_pct as decimal(9, 4)) as within_target_pct,
        cast(joined.baseline_2026_calendar_days as bigint) as baseline_2026_calendar_days,
        cast(joined.baseline_2024_low_calendar_days as bigint) as baseline_2024_low_calendar_days,
        cast(joined.baseline_2024_high_calendar_days as bigint) as baseline_2024_high_calendar_days,
        cast(joined.pilot_2024_low_calendar_days as bigint) as pilot_2024_low_calendar_days,
        cast(joined.pilot_2024_high_calendar_days as bigint) as pilot_2024_high_calendar_days,
        {{
            against_days(
                'joined.median_business_days', 'joined.known_to_business_days',
                'joined.target_business_days', 'joined.target_business_days'
            )
        }} as against_target,
        {{
            against_days(
                'joined.median_calendar_days', 'joined.known_to_calendar_days',
                'joined.baseline_2026_calendar_days', 'joined.baseline_2026_calendar_days'
            )
        }} as against_baseline_2026,
        {{
            against_days(
                'joined.median_calendar_days', 'joined.known_to_calendar_days',
                'joined.baseline_2024_low_calendar_days', 'joined.baseline_2024_high_calendar_days'
            )
        }} as against_baseline_2024,
        {{
            against_days(
                'joined.median_calendar_days', 'joined.known_to_calendar_days',
                'joined.pilot_2024_low_calendar_days', 'joined.pilot_2024_high_calendar_days'
            )
        }} as against_pilot_2024,
        joined.rests_on_low_confidence_days,
        confidences.confidence as parameter_confidence
    from joined
    left join confidences using (doubt_rank)
)

select * from compared
