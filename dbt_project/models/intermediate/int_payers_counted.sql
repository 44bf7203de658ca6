with payments as (
    select * from {{ ref('int_crypto_payments_confirmed') }}
),

payer_days as (
    select distinct
        day,
        payer_key
    from payments
),

-- A payer counts from a payment until the next one, for thirty days at most.
stays as (
    select
        day as entered_on,
        {{ days_after('day', 30) }} as expires_on,
        lead(day) over (partition by payer_key order by day) as paid_again_on
    from payer_days
),

movements as (
    select
        entered_on as moved_on,
        1 as movement
    from stays
    union all
    select
        least(expires_on, coalesce(paid_again_on, expires_on)) as moved_on,
        -1 as movement
    from stays
),

movements_by_day as (
    select
        moved_on,
        sum(movement) as movement
    from movements
    group by moved_on
),

counted as (
    select
        moved_on as counted_from,
        lead(moved_on) over (order by moved_on) as counted_until,
        cast(sum(movement) over (order by moved_on) as bigint) as active_payers_30d
    from movements_by_day
)

select * from counted
