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

-- Claims of equal transfers of one transaction, in a fixed order: the first transfer is for the first of them.
ranked_claims as (
    select
        *,
        row_number() over (
            partition by chain_id, transaction_hash, token_address, settlement_address, amount_base_units
            order by settled_at, settlement_id
        ) as place
    from claims
),

-- Every claimed transfer has a first claim, which keeps the other transfers out of the ranking.
ranked_transfers as (
    select
        transfers.*,
        row_number() over (
            partition by
                transfers.chain_id,
                transfers.transaction_hash,
                transfers.token_address,
                transfers.to_address,
                transfers.amount_base_units
            order by transfers.position
        ) as place
    from transfers
    inner join ranked_claims as first_claims
        on
            first_claims.place = 1
            and transfers.chain_id = first_claims.chain_id
            and transfers.transaction_hash = first_claims.transaction_hash
            and transfers.token_address = first_claims.token_address
            and transfers.to_address = first_claims.settlement_address
            and transfers.amount_base_units = first_claims.amount_base_units
),

-- A transfer confirms one settlement; a settlement may claim several contracts where they share a symbol.
proven as (
    select
        claims.settlement_id,
        any_value(claims.day) as day,
        any_value(claims.cashbox_number) as cashbox_number,
        any_value(claims.check_number) as check_number,
        any_value(claims.merchant_key) as merchant_key,
        any_value(claims.crypto_kzt) as crypto_kzt,
        any_value(claims.settled_kzt) as settled_kzt,
        bool_or(claims.is_stablecoin) as is_stablecoin,
        min_by(transfers.from_address, transfers.position) as payer_address
    from ranked_claims as claims
    inner join ranked_transfers as transfers
        on
            claims.chain_id = transfers.chain_id
            and claims.transaction_hash = transfers.transaction_hash
            and claims.token_address = transfers.token_address
            and claims.settlement_address = transfers.to_address
            and claims.amount_base_units = transfers.amount_base_units
            and claims.place = transfers.place
    group by claims.settlement_id
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
