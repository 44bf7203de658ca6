with claims as (
    select * from {{ ref('int_crypto_payments_claimed') }}
),

merchants as (
    select * from {{ ref('int_merchants_spanned') }}
),

assets as (
    select * from {{ ref('int_assets_deduplicated') }}
),

addresses as (
    select * from {{ ref('int_addresses_deduplicated') }}
),

settlements as (
    select * from {{ ref('stg_merchants__crypto_settlements') }}
),

withdrawals as (
    select *
    from {{ ref('stg_exchanges__transfers') }}
    where kind = 'crypto' and direction = 'withdrawal'
),

matched as (
    select
        claims.*,
        assets.is_stablecoin
    from claims
    inner join merchants
        on
            claims.merchant_key = merchants.merchant_key
            and claims.to_address = merchants.settlement_address
            and coalesce(claims.receipt_day, claims.day) between merchants.valid_from_on and merchants.valid_to_on
    inner join assets using (chain_id, token_address, asset)
),

-- Of equal transfers the first is for the claim that was settled first, the second for the next, and so on; claims
-- without a receipt come last, so that they take no transfer from a payment.
ranked as (
    select
        *,
        row_number() over (
            partition by chain_id, contested_transaction_hash, position
            order by case when receipt_day is null then 1 else 0 end, settled_at, settlement_id
        ) as place_of_claim,
        row_number() over (partition by settlement_id, token_address order by position) as place_of_transfer
    from matched
    where contested_transaction_hash is not null
),

-- A transfer confirms one settlement; a settlement may claim several contracts where they share a symbol.
awarded as (
    select
        settlement_id,
        min(position) as position,
        any_value(to_address) as to_address,
        any_value(day) as day,
        any_value(receipt_day) as receipt_day,
        any_value(cashbox_number) as cashbox_number,
        any_value(check_number) as check_number,
        any_value(merchant_key) as merchant_key,
        any_value(crypto_kzt) as crypto_kzt,
        any_value(settled_kzt) as settled_kzt,
        any_value(asset) as asset,
        bool_or(is_stablecoin) as is_stablecoin,
        min_by(from_address, position) as payer_address
    from ranked
    where place_of_claim = place_of_transfer
    group by settlement_id
),

-- Most transactions pay one settlement; ranking those few that do not is far less work than ranking all.
proven as (
    select
        settlement_id,
        position,
        to_address,
        day,
        receipt_day,
        cashbox_number,
        check_number,
        merchant_key,
        crypto_kzt,
        settled_kzt,
        asset,
        is_stablecoin,
        from_address as payer_address
    from matched
    where contested_transaction_hash is null
    union all
    select * from awarded
),

-- Who pays from a venue's wallet is the client whose withdrawal it is, where the venue names one alone.
clients as (
    select
        settlements.settlement_id,
        withdrawals.counterparty_address,
        min(withdrawals.client_key) as client_key
    from settlements
    inner join withdrawals using (transaction_hash, asset)
    group by settlements.settlement_id, withdrawals.counterparty_address
    having count(distinct withdrawals.client_key) = 1
),

confirmed as (
    select
        proven.settlement_id,
        proven.position,
        proven.day,
        proven.receipt_day,
        proven.cashbox_number,
        proven.check_number,
        proven.merchant_key,
        proven.crypto_kzt,
        proven.settled_kzt,
        proven.asset,
        proven.is_stablecoin,
        coalesce(clients.client_key, addresses.cluster_key, proven.payer_address) as payer_key
    from proven
    left join addresses on proven.payer_address = addresses.address
    left join clients
        on
            proven.settlement_id = clients.settlement_id
            and proven.to_address = clients.counterparty_address
)

select * from confirmed
