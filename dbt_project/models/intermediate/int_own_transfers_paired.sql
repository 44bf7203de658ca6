with transfers as (
    select *
    from {{ ref('stg_exchanges__transfers') }}
    where kind = 'crypto' and transaction_hash is not null
),

withdrawals as (
    select * from transfers
    where direction = 'withdrawal'
),

deposits as (
    select * from transfers
    where direction = 'deposit'
),

-- Equal withdrawals and equal deposits stand in a row each, in the order of venue and number.
lined_up as (
    select
        client_key,
        asset,
        transaction_hash,
        amount,
        withdrawals.venue_id as from_venue_id,
        withdrawals.transfer_id as withdrawal_id,
        deposits.venue_id as to_venue_id,
        deposits.transfer_id as deposit_id,
        dense_rank() over (
            partition by client_key, asset, transaction_hash, amount
            order by withdrawals.venue_id, withdrawals.transfer_id
        ) as place_of_withdrawal,
        dense_rank() over (
            partition by client_key, asset, transaction_hash, amount
            order by deposits.venue_id, deposits.transfer_id
        ) as place_of_deposit
    from withdrawals
    inner join deposits using (client_key, asset, transaction_hash, amount)
),

measured as (
    select
        *,
        max(greatest(place_of_withdrawal, place_of_deposit)) over (
            partition by client_key, asset, transaction_hash, amount
        ) as places
    from lined_up
),

-- One row is turned against the other, as a ring: at each turn everyone faces one at most.
turned as (
    select
        *,
        (place_of_deposit - place_of_withdrawal + places) % places as turn
    from measured
),

counted as (
    select
        *,
        count(*) over (partition by client_key, asset, transaction_hash, amount, turn) as pairs
    from turned
    where from_venue_id <> to_venue_id
),

ranked as (
    select
        *,
        rank() over (
            partition by client_key, asset, transaction_hash, amount
            order by pairs desc, turn asc
        ) as place_of_turn
    from counted
),

-- The turn at which most are of two venues, the first of such turns, pairs them.
paired as (
    select
        client_key,
        asset,
        amount,
        from_venue_id,
        withdrawal_id,
        to_venue_id,
        deposit_id
    from ranked
    where place_of_turn = 1
)

select * from paired
