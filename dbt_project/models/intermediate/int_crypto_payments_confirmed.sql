with settlements as (
    select * from {{ ref('stg_merchants__crypto_settlements') }}
),

receipts as (
    select * from {{ ref('int_receipts_paid_in_crypto') }}
),

merchants as (
    select * from {{ ref('int_merchants_spanned') }}
),

assets as (
    select * from {{ ref('int_assets_deduplicated') }}
),

transfers as (
    select * from {{ ref('int_transfers_unioned') }}
),

addresses as (
    select * from {{ ref('int_addresses_deduplicated') }}
),

claims as (
    select
        settlements.settlement_id,
        settlements.merchant_key,
        settlements.settled_at,
        settlements.amount_kzt as settled_kzt,
        settlements.chain_id,
        settlements.transaction_hash,
        settlements.amount_base_units,
        receipts.day,
        receipts.cashbox_number,
        receipts.check_number,
        receipts.crypto_kzt,
        merchants.settlement_address,
        assets.token_address,
        assets.is_stablecoin
    from settlements
    inner join receipts using (cashbox_number, check_number, merchant_key)
    inner join merchants
        on
            settlements.merchant_key = merchants.merchant_key
            and receipts.day between merchants.valid_from_on and merchants.valid_to_on
    inner join assets using (chain_id, asset)
    where receipts.operation = 'sale'
),

matched as (
    select
        claims.*,
        transfers.from_address,
        transfers.position
    from claims
    inner join transfers
        on
            claims.chain_id = transfers.chain_id
            and claims.transaction_hash = transfers.transaction_hash
            and claims.token_address = transfers.token_address
            and claims.settlement_address = transfers.to_address
            and claims.amount_base_units = transfers.amount_base_units
),

-- Most transactions pay one settlement; ranking those few that do not is far less work than ranking all.
contested as (
    select
        chain_id,
        transaction_hash
    from matched
    group by chain_id, transaction_hash
    having count(*) > 1
),

-- Of equal transfers the first is for the claim that was settled first, the second for the next, and so on.
ranked as (
    select
        matched.settlement_id,
        matched.token_address,
        matched.position,
        row_number() over (
            partition by matched.chain_id, matched.transaction_hash, matched.position
            order by matched.settled_at, matched.settlement_id
        ) as place_of_claim,
        row_number() over (
            partition by matched.settlement_id, matched.token_address order by matched.position
        ) as place_of_transfer
    from matched
    inner join contested using (chain_id, transaction_hash)
),

refused as (
    select
        settlement_id,
        token_address,
        position,
        true as is_refused
    from ranked
    where place_of_claim <> place_of_transfer
),

-- A transfer confirms one settlement; a settlement may claim several contracts where they share a symbol.
proven as (
    select
        matched.settlement_id,
        any_value(matched.day) as day,
        any_value(matched.cashbox_number) as cashbox_number,
        any_value(matched.check_number) as check_number,
        any_value(matched.merchant_key) as merchant_key,
        any_value(matched.crypto_kzt) as crypto_kzt,
        any_value(matched.settled_kzt) as settled_kzt,
        bool_or(matched.is_stablecoin) as is_stablecoin,
        min_by(matched.from_address, matched.position) as payer_address
    from matched
    left join refused using (settlement_id, token_address, position)
    where refused.is_refused is null
    group by matched.settlement_id
),

confirmed as (
    select
        proven.settlement_id,
        proven.day,
        proven.cashbox_number,
        proven.check_number,
        proven.merchant_key,
        proven.crypto_kzt,
        proven.settled_kzt,
        proven.is_stablecoin,
        coalesce(addresses.cluster_key, proven.payer_address) as payer_key
    from proven
    left join addresses on proven.payer_address = addresses.address
)

select * from confirmed
