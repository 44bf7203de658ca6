with returns as (
    {{ newest_of_each(ref('stg_reference__vat_returns'), ['return_number']) }}
),

declared as (
    select
        quarter,
        taxpayer_key,
        count(*) as return_count,
        min(filed_on) as first_filed_on,
        cast(sum(vat_without_invoice_kzt) as decimal(18, 2)) as vat_without_invoice_kzt,
        cast(sum(vat_with_invoice_kzt) as decimal(18, 2)) as vat_with_invoice_kzt,
        cast(sum(vat_offset_kzt) as decimal(18, 2)) as vat_offset_kzt
    from returns
    group by quarter, taxpayer_key
)

select * from declared
