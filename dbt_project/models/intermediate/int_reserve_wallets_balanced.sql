with wallets as (
    select *
    from {{ ref('stg_reference__reserve_wallets') }}
    where day >= held_from and (held_to is null or day <= held_to)
),

movements as (
    select * from {{ ref('int_reserve_movements') }}
),

chains_landed as (
    select * from {{ ref('int_chains_landed') }}
),

tokens as (
    select * from {{ ref('int_tokens_named') }}
),

tron_tokens as (
    select * from {{ ref('seed_tron_tokens') }}
),

moments as (
    select
        day,
        chain,
        address,
        asset,
        cast(0 as decimal(38, 18)) as net_units,
        0 as unscaled_movements
    from wallets
    union all
    select
        day,
        chain,
        address,
        asset,
        net_units,
        unscaled_movements
    from movements
),

running as (
    select distinct
        day,
        chain,
        address,
        asset,
        cast(sum(net_units) over so_far as decimal(38, 18)) as units,
        sum(unscaled_movements) over so_far as unscaled_movements
    from moments
    window so_far as (partition by chain, address, asset order by day)
),

networks as (
    select distinct
        chain,
        network
    from chains_landed
),

carriers as (
    select
        networks.chain,
        networks.network,
        tokens.asset,
        bool_or(tokens.token_address = 'native') as is_native
    from networks
    inner join tokens on networks.chain = 'evm' and networks.network = cast(tokens.chain_id as string)
    group by networks.chain, networks.network, tokens.asset
    union all
    select
        chain,
        network,
        'BTC' as asset,
        false as is_native
    from networks
    where chain = 'bitcoin'
    union all
    select
        networks.chain,
        networks.network,
        tron_tokens.asset,
        false as is_native
    from networks
    inner join tron_tokens on networks.chain = 'tron'
),

-- The rank of what is not known; of the networks that carry an asset, the one of which least is known decides.
covered as (
    select
        wallets.day,
        wallets.address,
        wallets.asset,
        max(
            case
                when chains_landed.is_from_first_block and not carriers.is_native then 1
                when chains_landed.unbroken_since_on < wallets.held_from and not carriers.is_native then 2
                when chains_landed.is_from_first_block or chains_landed.unbroken_since_on < wallets.held_from then 3
                else 4
            end
        ) as coverage_rank,
        max(chains_landed.unbroken_since_on) as known_since_on
    from wallets
    inner join carriers using (chain, asset)
    left join chains_landed
        on
            carriers.chain = chains_landed.chain
            and carriers.network = chains_landed.network
            and wallets.day = chains_landed.day
    group by wallets.day, wallets.address, wallets.asset
),

balanced as (
    select
        wallets.day,
        wallets.fund,
        wallets.chain,
        wallets.address,
        wallets.asset,
        wallets.acquired_by,
        wallets.custodian,
        case
            when covered.coverage_rank is not null and running.units >= 0 and running.unscaled_movements = 0
                then running.units
        end as units,
        case
            when covered.coverage_rank is null then 5
            when running.units < 0 or running.unscaled_movements > 0 then 4
            else covered.coverage_rank
        end as coverage_rank,
        covered.known_since_on
    from wallets
    inner join running using (day, chain, address, asset)
    left join covered using (day, address, asset)
)

select * from balanced
