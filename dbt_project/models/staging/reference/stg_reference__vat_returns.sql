with source as (
    select * from {{ source('reference', 'vat_returns') }}
),

renamed as (
    select
        day,
        return_number,
        taxpayer_key,
        quarter,
        return_type,
        filed_on,
        vat_without_invoice_kzt,
        vat_with_invoice_kzt,
        vat_offset_kzt
    from source
)

select * from renamed
