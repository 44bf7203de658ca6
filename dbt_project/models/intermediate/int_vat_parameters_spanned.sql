with parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where
        parameter in (
            'vat_rate_standard',
            'vat_rate_medical',
            'vat_rate_periodicals',
            'vat_rate_export',
            'vat_payer_allowed_simplified_regime'
        )
),

starts as (
    select valid_from from parameters
    union distinct
    select {{ days_after('valid_to', 1) }} as valid_from
    from parameters
    where valid_to < date '9999-12-31'
    union distinct
    select date '0001-01-01' as valid_from
),

spans as (
    select
        valid_from,
        coalesce(
            {{ days_after('lead(valid_from) over (order by valid_from)', -1) }}, date '9999-12-31'
        ) as valid_to
    from starts
),

in_force as (
    select
        spans.valid_from,
        spans.valid_to,
        parameters.parameter,
        cast(parameters.value_number as decimal(5, 2)) as number,
        parameters.doubt_rank
    from spans
    left join parameters on spans.valid_from between parameters.valid_from and parameters.valid_to
),

pivoted as (
    select
        valid_from,
        valid_to,
        max(number) filter (where parameter = 'vat_rate_standard') as standard_pct,
        max(doubt_rank) filter (where parameter = 'vat_rate_standard') as standard_doubt_rank,
        max(number) filter (where parameter = 'vat_rate_medical') as medical_pct,
        max(doubt_rank) filter (where parameter = 'vat_rate_medical') as medical_doubt_rank,
        max(number) filter (where parameter = 'vat_rate_periodicals') as periodicals_pct,
        max(doubt_rank) filter (where parameter = 'vat_rate_periodicals') as periodicals_doubt_rank,
        max(number) filter (where parameter = 'vat_rate_export') as export_pct,
        max(doubt_rank) filter (where parameter = 'vat_rate_export') as export_doubt_rank,
        coalesce(
            max(number) filter (where parameter = 'vat_payer_allowed_simplified_regime') <> 0, true
        ) as is_simplified_vat_allowed,
        max(doubt_rank) filter (where parameter = 'vat_payer_allowed_simplified_regime') as simplified_doubt_rank
    from in_force
    group by valid_from, valid_to
)

select * from pivoted
