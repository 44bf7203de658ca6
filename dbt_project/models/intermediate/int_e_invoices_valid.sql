with invoices as (
    select * from {{ ref('stg_merchants__e_invoices') }}
),

-- A fixed invoice takes the place of the one that it names; an additional one adds to it.
annulled as (
    select distinct
        seller_key,
        related_invoice_number as invoice_number,
        related_issued_on as issued_on
    from invoices
    where
        invoice_type = 'fixed'
        and (related_invoice_number <> invoice_number or related_issued_on <> issued_on)
),

valid as (
    select
        invoices.day,
        invoices.seller_key,
        invoices.invoice_number,
        invoices.invoice_type,
        invoices.issued_on,
        invoices.turnover_on,
        invoices.related_invoice_number,
        invoices.related_issued_on,
        invoices.vat_kzt,
        invoices.gross_kzt
    from invoices
    left join annulled using (seller_key, invoice_number, issued_on)
    where annulled.invoice_number is null
)

select * from valid
