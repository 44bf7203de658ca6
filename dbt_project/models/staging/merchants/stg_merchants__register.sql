with source as (
    select * from {{ source('merchants', 'register') }}
),

renamed as (
    select
        day,
        merchant_key,
        is_sole_trader,
        trade_name,
        oked_code,
        mcc_code,
        kato_code,
        registered_on,
        tax_regime,
        vat_payer_from,
        vat_payer_to,
        crypto_enabled_on,
        settlement_address
    from source
)

select * from renamed
