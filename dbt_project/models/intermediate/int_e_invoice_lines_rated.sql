with invoices as (
    select * from {{ ref('int_e_invoices_valid') }}
),

lines as (
    select * from {{ ref('stg_merchants__e_invoice_lines') }}
),

parameters as (
    select * from {{ ref('int_vat_parameters_spanned') }}
),

-- Of an invoice that has not landed nothing but its date of issue is known.
related as (
    select
        invoices.day,
        invoices.seller_key,
        invoices.invoice_number,
        invoices.turnover_on,
        case
            when invoices.invoice_type = 'additional' then coalesce(originals.turnover_on, invoices.related_issued_on)
        end as original_turnover_on
    from invoices
    left join invoices as originals
        on
            invoices.invoice_type = 'additional'
            and invoices.seller_key = originals.seller_key
            and invoices.related_invoice_number = originals.invoice_number
            and invoices.related_issued_on = originals.issued_on
),

-- An additional invoice takes turnover back at the rate of the original, and adds some at the rate of its own day.
dated as (
    select
        related.day,
        related.seller_key as merchant_key,
        related.invoice_number,
        lines.line_number,
        related.original_turnover_on is not null and lines.turnover_kzt < 0 as is_credit,
        related.turnover_on as booked_on,
        case
            when lines.turnover_kzt < 0 then coalesce(related.original_turnover_on, related.turnover_on)
            else related.turnover_on
        end as turnover_on,
        lines.turnover_kzt,
        lines.gross_kzt,
        lines.vat_kzt as vat_stated_kzt,
        lines.vat_pct
    from related
    inner join lines using (day, seller_key, invoice_number)
),

rated as (
    select
        dated.*,
        parameters.is_simplified_vat_allowed,
        parameters.simplified_doubt_rank,
        {{ vat_rate_pct('dated.vat_pct is not null', 'dated.vat_pct') }} as vat_rate_pct,
        {{ vat_doubt_rank('dated.vat_pct is not null', 'dated.vat_pct') }} as doubt_rank
    from dated
    inner join parameters on dated.turnover_on between parameters.valid_from and parameters.valid_to
),

taxed as (
    select
        day,
        merchant_key,
        invoice_number,
        line_number,
        is_credit,
        booked_on,
        turnover_on,
        gross_kzt,
        vat_stated_kzt,
        is_simplified_vat_allowed,
        simplified_doubt_rank,
        vat_rate_pct,
        doubt_rank,
        cast(
            {{ divide_half_up(unscaled('turnover_kzt') ~ ' * cast(vat_rate_pct * 100 as bigint)', '10000') }} as bigint
        ) as vat_tiyn
    from rated
)

select * from taxed
