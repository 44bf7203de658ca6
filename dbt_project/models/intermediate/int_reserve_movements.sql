with wallets as (
    select distinct
        chain,
        address,
        asset
    from {{ ref('stg_reference__reserve_wallets') }}
),

tokens as (
    select * from {{ ref('int_tokens_named') }}
),

tron_tokens as (
    select * from {{ ref('seed_tron_tokens') }}
),

token_transfers as (
    select * from {{ ref('stg_onchain__token_transfers') }}
),

native_transfers as (
    select * from {{ ref('stg_onchain__native_transfers') }}
),

withdrawals as (
    select * from {{ ref('stg_onchain__withdrawals') }}
),

transactions as (
    select * from {{ ref('stg_onchain__transactions') }}
),

bitcoin_outputs as (
    select * from {{ ref('stg_bitcoin__outputs') }}
),

bitcoin_inputs as (
    select * from {{ ref('stg_bitcoin__inputs') }}
),

tron_transfers as (
    select * from {{ ref('stg_tron__token_transfers') }}
),

-- A transaction that fails moves nothing, and its sender pays for its gas all the same. Only those of the reserves are
-- computed: to multiply and print long numbers takes longer than all the rest.
fees as (
    select
        day,
        chain_id,
        from_address,
        cast(
            cast(gas_used as decimal(18, 0)) * try_cast(effective_gas_price_base_units as decimal(20, 0)) as string
        ) as amount_base_units
    from transactions
    where
        from_address in (
            select wallets.address
            from wallets
            where wallets.chain = 'evm'
        )
),

evm_moves as (
    select
        day,
        chain_id,
        token_address,
        to_address as address,
        true as is_inflow,
        amount_base_units
    from token_transfers
    union all
    select
        day,
        chain_id,
        token_address,
        from_address as address,
        false as is_inflow,
        amount_base_units
    from token_transfers
    union all
    select
        day,
        chain_id,
        'native' as token_address,
        to_address as address,
        true as is_inflow,
        amount_base_units
    from native_transfers
    union all
    select
        day,
        chain_id,
        'native' as token_address,
        from_address as address,
        false as is_inflow,
        amount_base_units
    from native_transfers
    union all
    select
        day,
        chain_id,
        'native' as token_address,
        to_address as address,
        true as is_inflow,
        amount_base_units
    from withdrawals
    union all
    select
        day,
        chain_id,
        'native' as token_address,
        from_address as address,
        false as is_inflow,
        amount_base_units
    from fees
),

evm_of_reserves as (
    select
        evm_moves.day,
        wallets.chain,
        wallets.address,
        wallets.asset,
        evm_moves.is_inflow,
        evm_moves.amount_base_units,
        tokens.decimals
    from evm_moves
    inner join tokens using (chain_id, token_address)
    inner join wallets
        on wallets.chain = 'evm' and evm_moves.address = wallets.address and tokens.asset = wallets.asset
),

outputs_of_reserves as (
    select
        bitcoin_outputs.day,
        bitcoin_outputs.chain as network,
        bitcoin_outputs.transaction_id,
        bitcoin_outputs.output_index,
        wallets.address,
        cast(bitcoin_outputs.value_satoshi as string) as amount_base_units
    from bitcoin_outputs
    inner join wallets
        on wallets.chain = 'bitcoin' and wallets.asset = 'BTC' and bitcoin_outputs.address = wallets.address
),

-- What is spent counts by the outputs that landed: what a node says of others, no block commits to.
spent_by_reserves as (
    select
        greatest(outputs_of_reserves.day, bitcoin_inputs.day) as day,
        outputs_of_reserves.address,
        outputs_of_reserves.amount_base_units
    from outputs_of_reserves
    inner join bitcoin_inputs
        on
            outputs_of_reserves.network = bitcoin_inputs.chain
            and outputs_of_reserves.transaction_id = bitcoin_inputs.spent_transaction_id
            and outputs_of_reserves.output_index = bitcoin_inputs.spent_output_index
),

tron_moves as (
    select
        day,
        token_address,
        to_address as address,
        true as is_inflow,
        amount_base_units
    from tron_transfers
    union all
    select
        day,
        token_address,
        from_address as address,
        false as is_inflow,
        amount_base_units
    from tron_transfers
),

moves as (
    select * from evm_of_reserves
    union all
    select
        day,
        'bitcoin' as chain,
        address,
        'BTC' as asset,
        true as is_inflow,
        amount_base_units,
        8 as decimals
    from outputs_of_reserves
    union all
    select
        day,
        'bitcoin' as chain,
        address,
        'BTC' as asset,
        false as is_inflow,
        amount_base_units,
        8 as decimals
    from spent_by_reserves
    union all
    select
        tron_moves.day,
        wallets.chain,
        wallets.address,
        wallets.asset,
        tron_moves.is_inflow,
        tron_moves.amount_base_units,
        tron_tokens.decimals
    from tron_moves
    inner join tron_tokens using (token_address)
    inner join wallets
        on wallets.chain = 'tron' and tron_moves.address = wallets.address and tron_tokens.asset = wallets.asset
),

scaled as (
    select
        day,
        chain,
        address,
        asset,
        is_inflow,
        {{ whole_tokens('amount_base_units', 'decimals') }} as units
    from moves
),

summed as (
    select
        day,
        chain,
        address,
        asset,
        coalesce(cast(sum(case when is_inflow then units else -units end) as decimal(38, 18)), 0) as net_units,
        count(*) - count(units) as unscaled_movements
    from scaled
    group by day, chain, address, asset
)

select * from summed
