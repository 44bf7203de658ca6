with turnover_to_date as (
    select * from {{ ref('int_turnovers_summed') }}
),

receipt_days as (
    select
        day,
        cast(extract(year from day) as bigint) as year
    from {{ ref('int_receipts_summed') }}
),

merchants as (
    select * from {{ ref('int_merchants_spanned') }}
),

newest_register as (
    select * from {{ ref('int_merchants_deduplicated') }}
),

vat_parameters as (
    select * from {{ ref('int_vat_parameters_spanned') }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

years as (
    select
        year,
        max(day) as as_of_on,
        cast(extract(doy from max(day)) as bigint) as days,
        count(*) as days_landed
    from receipt_days
    group by year
),

-- Who may not be a VAT payer at all need not register, whatever the turnover.
exclusions as (
    select
        years.year,
        parameters.doubt_rank
    from years
    inner join parameters
        on
            parameters.parameter = 'vat_payer_allowed_simplified_regime'
            and parameters.value_number = 0
            and years.as_of_on between parameters.valid_from and parameters.valid_to
),

thresholds as (
    select
        years.year,
        years.as_of_on,
        cast(multiples.value_number * indices.value_number as decimal(18, 2)) as threshold_kzt,
        portions.value_number as approaching_pct,
        greatest(multiples.doubt_rank, indices.doubt_rank) as doubt_rank
    from years
    inner join parameters as multiples
        on
            multiples.parameter = 'vat_registration_threshold'
            and years.as_of_on between multiples.valid_from and multiples.valid_to
    inner join parameters as indices
        on
            indices.parameter = 'mci'
            and years.as_of_on between indices.valid_from and indices.valid_to
    inner join parameters as portions
        on
            portions.parameter = 'vat_watch_approaching_share'
            and years.as_of_on between portions.valid_from and portions.valid_to
),

-- Those in the register, and those who sell without being in it.
watched as (
    select
        years.year,
        newest_register.merchant_key
    from years
    inner join newest_register on years.as_of_on >= newest_register.registered_on
    union distinct
    select
        turnover_to_date.year,
        turnover_to_date.merchant_key
    from turnover_to_date
),

not_vat_payers as (
    select
        watched.year,
        watched.merchant_key,
        years.as_of_on,
        years.days,
        years.days_landed,
        newest_register.oked_code,
        coalesce(merchants.tax_regime = 'simplified', false) as is_simplified,
        cast(coalesce(turnover_to_date.turnover_kzt, 0) as decimal(18, 2)) as turnover_kzt
    from watched
    inner join years using (year)
    inner join vat_parameters on years.as_of_on between vat_parameters.valid_from and vat_parameters.valid_to
    left join newest_register using (merchant_key)
    left join turnover_to_date using (year, merchant_key)
    left join merchants
        on
            watched.merchant_key = merchants.merchant_key
            and years.as_of_on between merchants.valid_from_on and merchants.valid_to_on
    where not {{ is_vat_payer('years.as_of_on', 'vat_parameters.is_simplified_vat_allowed') }}
),

watch as (
    select
        not_vat_payers.year,
        not_vat_payers.merchant_key,
        not_vat_payers.as_of_on,
        not_vat_payers.days,
        not_vat_payers.days_landed,
        not_vat_payers.days_landed = not_vat_payers.days as is_year_to_date_complete,
        not_vat_payers.oked_code,
        not_vat_payers.turnover_kzt,
        thresholds.threshold_kzt,
        {{ percent_of('not_vat_payers.turnover_kzt', 'thresholds.threshold_kzt') }} as turnover_to_threshold_pct,
        case
            when not_vat_payers.is_simplified and exclusions.year is not null then 'not_applicable'
            when thresholds.threshold_kzt is null then 'unknown'
            when not_vat_payers.turnover_kzt >= thresholds.threshold_kzt then 'exceeded'
            when 100 * not_vat_payers.turnover_kzt >= thresholds.approaching_pct * thresholds.threshold_kzt
                then 'approaching'
            else 'below'
        end as watch_status,
        confidences.confidence as parameter_confidence
    from not_vat_payers
    left join thresholds using (year)
    left join exclusions using (year)
    left join confidences
        on confidences.doubt_rank = case
            when not_vat_payers.is_simplified and exclusions.year is not null then exclusions.doubt_rank
            else thresholds.doubt_rank
        end
)

select * from watch
