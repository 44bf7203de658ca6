with payments as (
    select * from {{ ref('int_crypto_payments_credited') }}
),

summed as (
    select
        {{ month_of('day') }} as month,
        payer_key,
        count(*) as settlements,
        cast(sum(credited_kzt) as decimal(18, 2)) as credited_kzt
    from payments
    group by {{ month_of('day') }}, payer_key
)

select * from summed
