with source as (
    select * from {{ source('merchants', 'receipt_lines') }}
),

renamed as (
    select
        day,
        cashbox_number,
        check_number,
        line_number,
        merchant_key,
        operation,
        issued_at,
        original_issued_at,
        item_name,
        item_code,
        quantity,
        unit_price_kzt,
        gross_kzt,
        is_taxed,
        vat_stated_pct,
        vat_stated_kzt
    from source
)

select * from renamed
