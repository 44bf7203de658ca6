with transfers as (
    select *
    from {{ ref('stg_exchanges__transfers') }}
    where kind = 'crypto' and transaction_hash is not null
),

numbered as (
    select
        *,
        row_number() over (
            partition by client_key, asset, transaction_hash, amount, direction order by venue_id, transfer_id
        ) as place
    from transfers
),

withdrawals as (
    select * from numbered
    where direction = 'withdrawal'
),

deposits as (
    select * from numbered
    where direction = 'deposit'
),

paired as (
    select
        withdrawals.client_key,
        withdrawals.asset,
        withdrawals.amount,
        withdrawals.venue_id as from_venue_id,
        withdrawals.transfer_id as withdrawal_id,
        deposits.venue_id as to_venue_id,
        deposits.transfer_id as deposit_id
    from withdrawals
    inner join deposits using (client_key, asset, transaction_hash, amount, place)
    where withdrawals.venue_id <> deposits.venue_id
)

select * from paired
