with transfers as (
    select * from {{ ref('int_token_transfers_scaled') }}
),

summed as (
    select
        day,
        chain_id,
        token_address,
        asset,
        count(*) as transfers,
        count(distinct from_address) as senders,
        count(distinct to_address) as recipients,
        cast(sum(amount) as decimal(38, 18)) as amount,
        count(*) - count(amount) as unscaled_transfers
    from transfers
    group by day, chain_id, token_address, asset
)

select * from summed
