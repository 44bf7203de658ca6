with source as (
    select * from {{ source('merchants', 'receipts') }}
),

renamed as (
    select
        day,
        cashbox_number,
        check_number,
        merchant_key,
        operation,
        issued_at,
        original_issued_at,
        original_check_number,
        external_check_number,
        customer_key,
        is_offline,
        delivered_at,
        ofd_code,
        line_count,
        total_kzt,
        vat_stated_kzt,
        cash_kzt,
        card_kzt,
        credit_kzt,
        tare_kzt,
        mobile_kzt,
        crypto_kzt,
        digital_tenge_kzt
    from source
)

select * from renamed
