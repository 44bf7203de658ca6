with source as (
    select * from {{ source('cbdc', 'vat_refund_applications') }}
),

renamed as (
    select
        day,
        application_id,
        taxpayer_key,
        tax_period,
        amount_kzt,
        channel,
        status,
        applied_on,
        decided_on,
        credited_on,
        file_name
    from source
)

select * from renamed
