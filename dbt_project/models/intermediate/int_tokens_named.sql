with assets as (
    select * from {{ ref('int_assets_deduplicated') }}
),

well_known_tokens as (
    select * from {{ ref('seed_well_known_tokens') }}
),

named as (
    select
        chain_id,
        token_address,
        asset,
        decimals
    from assets
    union all
    select
        well_known_tokens.chain_id,
        well_known_tokens.token_address,
        well_known_tokens.asset,
        well_known_tokens.decimals
    from well_known_tokens
    left join assets using (chain_id, token_address)
    where assets.asset is null
)

select * from named
