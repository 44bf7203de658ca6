with gains as (
    select * from {{ ref('realised_gains_yearly') }}
),

exclusions as (
    select *
    from {{ ref('gain_exclusions_yearly') }}
    where exclusion_reason not in ('withdrawn', 'legal_entity')
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

-- The parameters that are in force on the last day of the year, for whose income the tax is assessed.
years as (
    select distinct
        year,
        cast(cast(year as string) || '-12-31' as date) as assessed_on
    from gains
),

in_force as (
    select
        years.year,
        max(parameters.value_number) filter (where parameters.parameter = 'pit_rate_base') as base_pct,
        max(parameters.value_number) filter (where parameters.parameter = 'pit_rate_upper') as upper_pct,
        max(parameters.value_number) filter (where parameters.parameter = 'pit_upper_bracket_from') as bracket_mci,
        max(parameters.value_number) filter (where parameters.parameter = 'mci') as mci_kzt,
        max(parameters.value_number) filter (where parameters.parameter = 'pit_crypto_gains_taxable') as is_taxable,
        max(parameters.doubt_rank) as doubt_rank
    from years
    inner join parameters
        on
            years.assessed_on between parameters.valid_from and parameters.valid_to
            and parameters.parameter in (
                'pit_rate_base', 'pit_rate_upper', 'pit_upper_bracket_from', 'mci', 'pit_crypto_gains_taxable'
            )
    group by years.year
),

-- A bracket needs a rate, a number of indices and the index; without an upper rate there is one rate for all.
brackets as (
    select
        year,
        cast(base_pct as decimal(5, 2)) as base_pct,
        cast(upper_pct as decimal(5, 2)) as upper_pct,
        cast(bracket_mci * mci_kzt as decimal(18, 2)) as bracket_kzt,
        base_pct is not null
        and is_taxable = 1
        and (upper_pct is null or bracket_mci * mci_kzt is not null) as is_known,
        doubt_rank
    from in_force
),

-- Whose disposals are all left out is a person of the year too, of gains that nobody knows.
persons as (
    select
        year,
        client_key,
        method
    from gains
    union distinct
    select
        year,
        client_key,
        method
    from exclusions
),

gained as (
    select
        year,
        client_key,
        method,
        cast(sum(positive_gains_kzt) as decimal(18, 2)) as taxable_gains_kzt,
        cast(sum(losses_kzt) as decimal(18, 2)) as losses_kzt,
        cast(sum(gain_kzt) as decimal(18, 2)) as net_gain_kzt
    from gains
    group by year, client_key, method
),

excluded as (
    select
        year,
        client_key,
        method,
        sum(outflows) as excluded_disposals
    from exclusions
    group by year, client_key, method
),

based as (
    select
        persons.*,
        gained.taxable_gains_kzt,
        gained.losses_kzt,
        gained.net_gain_kzt,
        cast(coalesce(excluded.excluded_disposals, 0) as bigint) as excluded_disposals,
        coalesce(brackets.is_known and gained.taxable_gains_kzt is not null, false) as is_known,
        brackets.bracket_kzt,
        brackets.base_pct,
        brackets.upper_pct,
        brackets.doubt_rank,
        cast(
            case
                when brackets.upper_pct is null then gained.taxable_gains_kzt
                else least(gained.taxable_gains_kzt, brackets.bracket_kzt)
            end
            as decimal(18, 2)
        ) as base_kzt
    from persons
    left join gained using (year, client_key, method)
    left join brackets using (year)
    left join excluded using (year, client_key, method)
),

split as (
    select
        *,
        cast(taxable_gains_kzt - base_kzt as decimal(18, 2)) as upper_kzt
    from based
),

exposed as (
    select
        split.year,
        split.client_key,
        split.method,
        split.taxable_gains_kzt,
        split.losses_kzt,
        split.net_gain_kzt,
        split.excluded_disposals,
        case when split.is_known then split.bracket_kzt end as bracket_kzt,
        case
            when split.is_known
                then {{ money_of_hundredths(
                    divide_half_up(unscaled('split.base_kzt') ~ ' * ' ~ unscaled('split.base_pct'), 10000)
                ) }}
        end as pit_base_kzt,
        case
            when not split.is_known then null
            when split.upper_pct is null then cast(0 as decimal(18, 2))
            else {{ money_of_hundredths(
                divide_half_up(unscaled('split.upper_kzt') ~ ' * ' ~ unscaled('split.upper_pct'), 10000)
            ) }}
        end as pit_upper_kzt,
        case when split.is_known then confidences.confidence end as parameter_confidence
    from split
    left join confidences using (doubt_rank)
),

totalled as (
    select
        year,
        client_key,
        method,
        taxable_gains_kzt,
        losses_kzt,
        net_gain_kzt,
        excluded_disposals,
        bracket_kzt,
        pit_base_kzt,
        pit_upper_kzt,
        cast(pit_base_kzt + pit_upper_kzt as decimal(18, 2)) as pit_exposure_kzt,
        parameter_confidence
    from exposed
)

select * from totalled
