with lines as (
    select * from {{ ref('int_receipt_lines_summed') }}
),

merchants as (
    select * from {{ ref('int_merchants_spanned') }}
),

newest_register as (
    select * from {{ ref('int_merchants_deduplicated') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

attributed as (
    select
        {{ month_of('lines.day') }} as month,
        lines.merchant_key,
        {{ is_vat_payer('lines.turnover_on', 'lines.is_simplified_vat_allowed') }} as is_vat_payer,
        lines.vat_rate_pct,
        lines.line_count,
        lines.turnover_kzt,
        lines.vat_stated_kzt,
        lines.vat_tiyn,
        {{ vat_due_doubt_rank('lines') }} as doubt_rank
    from lines
    left join merchants
        on
            lines.merchant_key = merchants.merchant_key
            and lines.turnover_on between merchants.valid_from_on and merchants.valid_to_on
),

summed as (
    select
        month,
        merchant_key,
        is_vat_payer,
        vat_rate_pct,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(turnover_kzt) as decimal(18, 2)) as turnover_kzt,
        sum(vat_tiyn) as vat_tiyn,
        cast(sum(vat_stated_kzt) as decimal(18, 2)) as vat_stated_kzt,
        max(doubt_rank) as doubt_rank
    from attributed
    group by month, merchant_key, is_vat_payer, vat_rate_pct
),

due as (
    select
        *,
        case when is_vat_payer then {{ money_of_hundredths('vat_tiyn') }} else 0 end as vat_due_kzt
    from summed
),

compared as (
    select
        due.month,
        due.merchant_key,
        due.is_vat_payer,
        due.vat_rate_pct,
        newest_register.oked_code,
        due.line_count,
        due.turnover_kzt,
        cast(due.vat_due_kzt as decimal(18, 2)) as vat_due_kzt,
        due.vat_stated_kzt,
        cast(due.vat_stated_kzt - due.vat_due_kzt as decimal(18, 2)) as vat_difference_kzt,
        confidences.confidence as parameter_confidence
    from due
    left join newest_register using (merchant_key)
    left join confidences using (doubt_rank)
)

select * from compared
