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
notes as (
    select
        additions.day,
        additions.seller_key,
        additions.invoice_number,
        coalesce(originals.turnover_on, additions.related_issued_on) as turnover_on
    from invoices as additions
    left join invoices as originals
        on
            additions.seller_key = originals.seller_key
            and additions.related_invoice_number = originals.invoice_number
            and additions.related_issued_on = originals.issued_on
    where additions.invoice_type = 'additional'
),

credited as (
    select
        notes.day,
        notes.seller_key as merchant_key,
        notes.invoice_number,
        lines.line_number,
        notes.turnover_on,
        -lines.turnover_kzt as turnover_kzt,
        -lines.gross_kzt as gross_kzt,
        -lines.vat_kzt as vat_stated_kzt,
        parameters.is_simplified_vat_allowed,
        parameters.simplified_doubt_rank,
        {{ vat_rate_pct('lines.vat_pct is not null', 'lines.vat_pct') }} as vat_rate_pct,
        {{ vat_doubt_rank('lines.vat_pct is not null', 'lines.vat_pct') }} as doubt_rank
    from notes
    inner join lines using (day, seller_key, invoice_number)
    inner join parameters on notes.turnover_on between parameters.valid_from and parameters.valid_to
    where lines.turnover_kzt < 0
),

rated as (
    select
        day,
        merchant_key,
        invoice_number,
        line_number,
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
    from credited
)

select * from rated
