with invoices as (
    select * from {{ ref('int_e_invoices_valid') }}
),

summed as (
    select
        {{ quarter_of('turnover_on') }} as quarter,
        seller_key,
        count(*) as invoice_count,
        cast(sum(vat_kzt) as decimal(18, 2)) as vat_kzt
    from invoices
    group by {{ quarter_of('turnover_on') }}, seller_key
)

select * from summed
