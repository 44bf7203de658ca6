with transactions as (
    select * from {{ ref('stg_onchain__transactions') }}
),

token_transfers as (
    select * from {{ ref('stg_onchain__token_transfers') }}
),

native_transfers as (
    select
        day,
        chain_id,
        transaction_hash,
        -1 as position,
        'native' as token_address,
        from_address,
        to_address,
        value_base_units as amount_base_units
    from transactions
    where is_successful and value_base_units <> '0' and to_address is not null
),

unioned as (
    select * from native_transfers
    union all
    select
        token_transfers.day,
        token_transfers.chain_id,
        token_transfers.transaction_hash,
        token_transfers.log_index as position,
        token_transfers.token_address,
        token_transfers.from_address,
        token_transfers.to_address,
        token_transfers.amount_base_units
    from token_transfers
    inner join transactions using (day, chain_id, transaction_hash)
    where transactions.is_successful
)

select * from unioned
