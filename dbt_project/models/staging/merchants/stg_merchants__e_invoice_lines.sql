with source as (
    select * from {{ source('merchants', 'e_invoice_lines') }}
),

renamed as (
    select
        day,
        seller_key,
        invoice_number,
        line_number,
        item_name,
        catalogue_code,
        origin_code,
        unit_code,
        quantity,
        unit_price_kzt,
        net_kzt,
        excise_kzt,
        vat_pct,
        vat_kzt,
        gross_kzt,
        turnover_kzt
    from source
)

select * from renamed
