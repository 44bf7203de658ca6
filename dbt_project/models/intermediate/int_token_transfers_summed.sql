{{ config(materialized='incremental') }}

{%- set days_of_other_decimals %}
    select distinct summed.day
    from {{ this }} as summed
    left join {{ ref('int_tokens_named') }} as tokens using (chain_id, token_address)
    where summed.decimals is distinct from tokens.decimals
{%- endset %}

with transfers as (
    select *
    from {{ ref('int_token_transfers_scaled') }}
    where {{ is_rebuilt('day', and_days_of=days_of_other_decimals) }}
),

summed as (
    select
        day,
        chain_id,
        token_address,
        decimals,
        count(*) as transfers,
        count(distinct from_address) as senders,
        count(distinct to_address) as recipients,
        cast(sum(amount) as decimal(38, 18)) as amount,
        count(*) - count(amount) as unscaled_transfers
    from transfers
    group by day, chain_id, token_address, decimals
)

select * from summed
