with summed as (
    select * from {{ ref('int_token_transfers_summed') }}
),

tokens as (
    select * from {{ ref('int_tokens_named') }}
),

named as (
    select
        summed.day,
        summed.chain_id,
        summed.token_address,
        tokens.asset,
        summed.transfers,
        summed.senders,
        summed.recipients,
        summed.amount,
        summed.unscaled_transfers
    from summed
    left join tokens using (chain_id, token_address)
)

select * from named
