with source as (
    select * from {{ source('merchants', 'e_invoices') }}
),

renamed as (
    select
        day,
        seller_key,
        invoice_number,
        invoice_type,
        issued_on,
        turnover_on,
        customer_key,
        customer_country,
        related_invoice_number,
        related_issued_on,
        related_registration_number,
        line_count,
        net_kzt,
        excise_kzt,
        vat_kzt,
        gross_kzt,
        turnover_kzt
    from source
)

select * from renamed
