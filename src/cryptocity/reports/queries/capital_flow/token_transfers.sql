-- One row per token: the fifteen most moved over the release; `all_transfers` counts every token.
with
by_token as (
    select
        chain_id,
        token_address,
        max(asset) as asset,
        sum(transfers)::bigint as transfers,
        -- Fewer decimals leave room: the sum over days of a token minted without bound fits.
        sum(amount::decimal(38, 6)) as amount,
        sum(unscaled_transfers)::bigint as unscaled_transfers
    from capital_flow.token_transfers_daily
    group by chain_id, token_address
),

totalled as (
    select
        *,
        sum(transfers) over ()::bigint as all_transfers
    from by_token
)

select * from totalled
order by transfers desc, chain_id asc, token_address asc
limit 15
