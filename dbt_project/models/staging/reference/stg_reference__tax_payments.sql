with source as (
    select * from {{ source('reference', 'tax_payments') }}
),

renamed as (
    select
        day,
        payment_number,
        taxpayer_key,
        tax,
        quarter,
        purpose_code,
        amount_kzt,
        paid_on
    from source
)

select * from renamed
