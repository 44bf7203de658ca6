with residents as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('stg_reference__residents') }}
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter = 'disclosure_fewest_entities'
),

newest_days as (
    select
        month,
        max(day) as day
    from residents
    group by month
),

-- Who came or went after the last day that landed of a month is told of by the next month that landed.
spans as (
    select
        month,
        day,
        coalesce(lag(day) over (order by month), {{ days_after('month', -1) }}) as told_to_on
    from newest_days
),

standing as (
    select
        residents.month,
        residents.day as as_of_on,
        residents.kato_code,
        residents.oked_code,
        substr(residents.oked_code, 1, 2) in ('62', '63') as is_it_activity,
        residents.headcount,
        residents.specialists,
        residents.average_wage_kzt,
        residents.resident_from <= residents.day
        and (residents.resident_to is null or residents.resident_to >= residents.day) as is_resident,
        residents.resident_from > spans.told_to_on and residents.resident_from <= residents.day as has_joined,
        coalesce(
            residents.resident_to >= spans.told_to_on and residents.resident_to < residents.day,
            false
        ) as has_left
    from residents
    inner join spans using (month, day)
),

summed as (
    select
        month,
        as_of_on,
        kato_code,
        oked_code,
        is_it_activity,
        count(*) filter (where is_resident) as firms,
        count(*) filter (where has_joined) as firms_joined,
        count(*) filter (where has_left) as firms_left,
        coalesce(sum(headcount) filter (where is_resident), 0) as headcount,
        coalesce(sum(specialists) filter (where is_resident), 0) as specialists,
        sum(case when has_joined then headcount else 0 end)
        - sum(case when has_left then headcount else 0 end) as net_inflow_people,
        count(*) filter (where is_resident and headcount > 0 and average_wage_kzt is not null) as firms_with_wages,
        sum(headcount) filter (where is_resident and average_wage_kzt is not null) as people_with_wages,
        sum({{ unscaled('average_wage_kzt') }} * headcount) filter (where is_resident) as wages_tiyn
    from standing
    group by month, as_of_on, kato_code, oked_code, is_it_activity
),

told as (
    select
        summed.month,
        summed.as_of_on,
        summed.kato_code,
        summed.oked_code,
        summed.is_it_activity,
        summed.firms,
        summed.firms_joined,
        summed.firms_left,
        summed.firms_joined - summed.firms_left as net_inflow_firms,
        cast(summed.net_inflow_people as bigint) as net_inflow_people,
        cast(summed.headcount as bigint) as headcount,
        cast(summed.specialists as bigint) as specialists,
        sum(case when summed.is_it_activity then summed.headcount else 0 end)
            over (partition by summed.month, summed.kato_code)
            as it_headcount,
        sum(summed.headcount) over (partition by summed.month, summed.kato_code) as place_headcount,
        summed.firms_with_wages > 0
        and (parameters.value_number is null or summed.firms_with_wages < parameters.value_number)
            as is_wage_suppressed,
        summed.people_with_wages,
        summed.wages_tiyn,
        parameters.confidence as parameter_confidence
    from summed
    left join parameters on summed.as_of_on between parameters.valid_from and parameters.valid_to
),

shown as (
    select
        month,
        kato_code,
        oked_code,
        as_of_on,
        is_it_activity,
        firms,
        firms_joined,
        firms_left,
        net_inflow_firms,
        headcount,
        specialists,
        {{ percent_of('specialists', 'headcount') }} as specialists_pct,
        net_inflow_people,
        {{ percent_of('it_headcount', 'place_headcount') }} as place_it_share_pct,
        case
            when people_with_wages > 0 and not is_wage_suppressed
                then {{ money_of_hundredths(divide_half_up('wages_tiyn', 'people_with_wages')) }}
        end as average_wage_kzt,
        is_wage_suppressed,
        parameter_confidence
    from told
)

select * from shown
