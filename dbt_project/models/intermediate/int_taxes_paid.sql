with payments as (
    {{ newest_of_each(ref('stg_reference__tax_payments'), ['payment_number']) }}
),

paid as (
    select
        quarter,
        taxpayer_key,
        tax,
        count(*) as payment_count,
        max(paid_on) as last_paid_on,
        cast(sum(amount_kzt) as decimal(18, 2)) as paid_kzt
    from payments
    where purpose_code = '911'
    group by quarter, taxpayer_key, tax
)

select * from paid
