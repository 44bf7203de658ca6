with payments as (
    select * from {{ ref('int_crypto_payments_confirmed') }}
),

added_up as (
    select
        *,
        sum(settled_kzt) over (
            partition by day, cashbox_number, check_number
            order by settlement_id
            rows between unbounded preceding and current row
        ) as settled_so_far_kzt
    from payments
),

-- Of a receipt settled in parts each counts until the receipt is paid, and no part counts beyond it.
credited as (
    select
        day,
        settlement_id,
        merchant_key,
        payer_key,
        asset,
        is_stablecoin,
        cast(
            least(crypto_kzt, settled_so_far_kzt) - least(crypto_kzt, settled_so_far_kzt - settled_kzt)
            as decimal(18, 2)
        ) as credited_kzt
    from added_up
)

select * from credited
