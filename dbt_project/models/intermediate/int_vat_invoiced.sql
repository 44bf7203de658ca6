with lines as (
    select * from {{ ref('int_e_invoice_lines_rated') }}
),

merchants as (
    select * from {{ ref('int_merchants_spanned') }}
),

due as (
    select
        {{ quarter_of('lines.booked_on') }} as quarter,
        lines.merchant_key as seller_key,
        lines.vat_tiyn,
        {{ vat_due_doubt_rank('lines') }} as doubt_rank
    from lines
    inner join merchants
        on
            lines.merchant_key = merchants.merchant_key
            and lines.turnover_on between merchants.valid_from_on and merchants.valid_to_on
    where {{ is_vat_payer('lines.turnover_on', 'lines.is_simplified_vat_allowed') }}
),

summed as (
    select
        quarter,
        seller_key,
        {{ money_of_hundredths('sum(vat_tiyn)') }} as vat_kzt,
        max(doubt_rank) as doubt_rank
    from due
    group by quarter, seller_key
)

select * from summed
