with transfers as (
    select * from {{ ref('stg_onchain__token_transfers') }}
),

tokens as (
    select * from {{ ref('int_tokens_named') }}
),

scaled as (
    select
        transfers.day,
        transfers.chain_id,
        transfers.token_address,
        tokens.asset,
        tokens.decimals,
        transfers.from_address,
        transfers.to_address,
        {{ whole_tokens('transfers.amount_base_units', 'tokens.decimals') }} as amount
    from transfers
    left join tokens using (chain_id, token_address)
)

select * from scaled
