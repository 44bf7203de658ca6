with returned as (
    select
        day,
        merchant_key,
        'goods_returned' as adjustment,
        turnover_on,
        is_simplified_vat_allowed,
        simplified_doubt_rank,
        vat_rate_pct,
        line_count,
        -turnover_kzt as gross_kzt,
        -vat_tiyn as vat_tiyn,
        -vat_stated_kzt as vat_stated_kzt,
        doubt_rank
    from {{ ref('int_receipt_lines_summed') }}
    where direction = -1
),

credited as (
    select
        day,
        merchant_key,
        'credit_note' as adjustment,
        turnover_on,
        is_simplified_vat_allowed,
        simplified_doubt_rank,
        vat_rate_pct,
        1 as line_count,
        -gross_kzt as gross_kzt,
        -vat_tiyn as vat_tiyn,
        -vat_stated_kzt as vat_stated_kzt,
        doubt_rank
    from {{ ref('int_e_invoice_lines_rated') }}
    where is_credit
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

adjusted as (
    select * from returned
    union all
    select * from credited
),

attributed as (
    select
        {{ month_of('adjusted.day') }} as month,
        adjusted.merchant_key,
        adjusted.adjustment,
        {{ month_of('adjusted.turnover_on') }} as turnover_month,
        {{ is_vat_payer('adjusted.turnover_on', 'adjusted.is_simplified_vat_allowed') }} as is_vat_payer,
        adjusted.vat_rate_pct,
        adjusted.line_count,
        adjusted.gross_kzt,
        adjusted.vat_tiyn,
        adjusted.vat_stated_kzt,
        {{ vat_due_doubt_rank('adjusted') }} as doubt_rank
    from adjusted
    left join merchants
        on
            adjusted.merchant_key = merchants.merchant_key
            and adjusted.turnover_on between merchants.valid_from_on and merchants.valid_to_on
),

summed as (
    select
        month,
        merchant_key,
        adjustment,
        turnover_month,
        is_vat_payer,
        vat_rate_pct,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(gross_kzt) as decimal(18, 2)) as gross_kzt,
        cast(sum(vat_stated_kzt) as decimal(18, 2)) as vat_stated_kzt,
        {{ money_of_hundredths('sum(case when is_vat_payer then vat_tiyn else 0 end)') }} as vat_kzt,
        max(doubt_rank) as doubt_rank
    from attributed
    group by month, merchant_key, adjustment, turnover_month, is_vat_payer, vat_rate_pct
),

compared as (
    select
        summed.month,
        summed.merchant_key,
        summed.adjustment,
        summed.turnover_month,
        summed.is_vat_payer,
        summed.vat_rate_pct,
        newest_register.oked_code,
        summed.line_count,
        summed.gross_kzt,
        summed.vat_kzt,
        summed.vat_stated_kzt,
        cast(summed.vat_stated_kzt - summed.vat_kzt as decimal(18, 2)) as vat_difference_kzt,
        confidences.confidence as parameter_confidence
    from summed
    left join newest_register using (merchant_key)
    left join confidences using (doubt_rank)
)

select * from compared
