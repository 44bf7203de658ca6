{{ config(materialized='incremental') }}

{%- set days_of_other_tokens %}
    select distinct valued.day
    from {{ this }} as valued
    left join {{ ref('int_tokens_named') }} as tokens using (chain_id, token_address)
    where valued.asset is distinct from tokens.asset or valued.decimals is distinct from tokens.decimals
{%- endset %}

with transfers as (
    select *
    from {{ ref('int_transfers_unioned') }}
    where {{ is_rebuilt('day', and_days_of=days_of_other_tokens) }}
),

transactions as (
    select *
    from {{ ref('stg_onchain__transactions') }}
    where {{ is_rebuilt('day', and_days_of=days_of_other_tokens) }}
),

tokens as (
    select * from {{ ref('int_tokens_named') }}
),

asset_prices as (
    select * from {{ ref('stg_reference__asset_prices') }}
),

usd_rates as (
    select *
    from {{ ref('stg_reference__fx_rates') }}
    where currency = 'USD'
),

scaled as (
    select
        transfers.chain_id,
        transfers.transaction_hash,
        transfers.position,
        transactions.day,
        transactions.block_number,
        transactions.transaction_index,
        transfers.from_address,
        transfers.to_address,
        transfers.token_address,
        tokens.asset,
        tokens.decimals,
        {{ whole_tokens('transfers.amount_base_units', 'tokens.decimals') }} as amount
    from transfers
    inner join transactions using (day, chain_id, transaction_hash)
    left join tokens using (chain_id, token_address)
),

priced as (
    select
        scaled.*,
        asset_prices.price_usd,
        usd_rates.rate_kzt as usd_rate_kzt
    from scaled
    left join asset_prices using (day, asset)
    left join usd_rates using (day)
),

in_usd as (
    select
        *,
        {{ money_of_units('amount', times=('price_usd', 8)) }} as value_usd
    from priced
),

valued as (
    select
        chain_id,
        transaction_hash,
        position,
        day,
        block_number,
        transaction_index,
        from_address,
        to_address,
        token_address,
        asset,
        decimals,
        amount,
        value_usd,
        {{ money_of_units('cast(value_usd as decimal(38, 18))', times=('usd_rate_kzt', 6)) }} as value_kzt
    from in_usd
)

select * from valued
