with settlements as (
    select * from {{ ref('stg_merchants__crypto_settlements') }}
),

receipts as (
    select * from {{ ref('int_receipts_paid_in_crypto') }}
),

merchants as (
    select * from {{ ref('int_merchants_deduplicated') }}
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
    inner join receipts using (cashbox_number, check_number)
    inner join merchants using (merchant_key)
    inner join assets using (chain_id, asset)
    where receipts.operation = 'sale'
),

proven as (
    select
        claims.settlement_id,
        any_value(claims.day) as day,
        any_value(claims.cashbox_number) as cashbox_number,
        any_value(claims.check_number) as check_number,
        any_value(claims.merchant_key) as merchant_key,
        any_value(claims.crypto_kzt) as crypto_kzt,
        bool_or(claims.is_stablecoin) as is_stablecoin,
        min_by(transfers.from_address, transfers.position) as payer_address
    from claims
    inner join transfers
        on
            claims.chain_id = transfers.chain_id
            and claims.transaction_hash = transfers.transaction_hash
            and claims.token_address = transfers.token_address
            and claims.settlement_address = transfers.to_address
            and claims.amount_base_units = transfers.amount_base_units
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
        proven.is_stablecoin,
        coalesce(addresses.cluster_key, proven.payer_address) as payer_key
    from proven
    left join addresses on proven.payer_address = addresses.address
)

select * from confirmed
