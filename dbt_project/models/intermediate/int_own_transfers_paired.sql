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

-- Of equal deposits the first is for the first of equal withdrawals, the second for the next, and so on.
ranked as (
    select
        withdrawals.client_key,
        withdrawals.asset,
        withdrawals.amount,
        withdrawals.venue_id as from_venue_id,
        withdrawals.transfer_id as withdrawal_id,
        deposits.venue_id as to_venue_id,
        deposits.transfer_id as deposit_id,
        row_number() over (
            partition by withdrawals.venue_id, withdrawals.transfer_id order by deposits.venue_id, deposits.transfer_id
        ) as place_of_deposit,
        row_number() over (
            partition by deposits.venue_id, deposits.transfer_id order by withdrawals.venue_id, withdrawals.transfer_id
        ) as place_of_withdrawal
    from withdrawals
    inner join deposits using (client_key, asset, transaction_hash, amount)
    where withdrawals.venue_id <> deposits.venue_id
),

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
    where place_of_deposit = place_of_withdrawal
)

select * from paired
