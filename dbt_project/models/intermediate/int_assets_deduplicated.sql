with newest as (
    {{ newest_of_each(ref('stg_reference__assets'), ['chain_id', 'token_address']) }}
),

assets as (
    select
        chain_id,
        token_address,
        day as snapshot_on,
        asset,
        decimals,
        is_stablecoin,
        bpm7_account
    from newest
)

select * from assets
