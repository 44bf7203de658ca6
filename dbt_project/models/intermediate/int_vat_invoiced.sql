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
    select invoices.*
    from invoices
    left join annulled using (seller_key, invoice_number, issued_on)
    where annulled.invoice_number is null
),

summed as (
    select
        {{ quarter_of('turnover_on') }} as quarter,
        seller_key,
        count(*) as invoice_count,
        cast(sum(vat_kzt) as decimal(18, 2)) as vat_kzt
    from valid
    group by {{ quarter_of('turnover_on') }}, seller_key
)

select * from summed
