with balances as (
    select * from {{ ref('stg_cbdc__balances') }}
),

operations as (
    select * from {{ ref('int_tenge_operations_decided') }}
),

orders as (
    select * from {{ ref('int_tenge_orders_decided') }}
),

held as (
    select
        day,
        -sum(case when account_type = 'issuer' then opening_balance_kzt else 0 end) as opening_kzt,
        -sum(case when account_type = 'issuer' then closing_balance_kzt else 0 end) as outstanding_kzt,
        sum(case when account_type = 'holder' then closing_balance_kzt else 0 end) as held_kzt,
        sum(case when account_type = 'holder' then marked_balance_kzt else 0 end) as marked_kzt
    from balances
    group by day
),

made as (
    select
        day,
        sum(case when transaction_type = 'ISSUE' then amount_kzt else 0 end) as issued_kzt,
        sum(case when transaction_type = 'REDEEM' then amount_kzt else 0 end) as redeemed_kzt
    from operations
    where status = 'ACSC'
    group by day
),

paid as (
    select
        day,
        sum(amount_kzt) as paid_kzt
    from orders
    where is_payment and status = 'ACSC'
    group by day
),

days as (
    select day from held
    union distinct
    select day from made
    union distinct
    select day from paid
),

joined as (
    select
        days.day,
        cast(coalesce(made.issued_kzt, 0) as decimal(18, 2)) as issued_kzt,
        cast(coalesce(made.redeemed_kzt, 0) as decimal(18, 2)) as redeemed_kzt,
        cast(coalesce(held.opening_kzt, 0) as decimal(18, 2)) as opening_kzt,
        cast(coalesce(held.outstanding_kzt, 0) as decimal(18, 2)) as outstanding_kzt,
        cast(coalesce(held.held_kzt, 0) as decimal(18, 2)) as held_kzt,
        cast(coalesce(held.marked_kzt, 0) as decimal(18, 2)) as marked_kzt,
        cast(coalesce(paid.paid_kzt, 0) as decimal(18, 2)) as paid_kzt
    from days
    left join held using (day)
    left join made using (day)
    left join paid using (day)
),

supply as (
    select
        day,
        issued_kzt,
        redeemed_kzt,
        opening_kzt,
        outstanding_kzt,
        cast(opening_kzt + issued_kzt - redeemed_kzt as decimal(18, 2)) as outstanding_by_operations_kzt,
        held_kzt,
        marked_kzt,
        paid_kzt,
        {{ percent_of('2 * paid_kzt', '(opening_kzt + outstanding_kzt)') }} as velocity_pct
    from joined
)

select * from supply
