with receipts as (
    select *
    from {{ ref('stg_merchants__receipts') }}
    where operation = 'sale'
),

settlements as (
    select * from {{ ref('stg_merchants__crypto_settlements') }}
),

crypto_receipts as (
    select * from {{ ref('int_receipts_paid_in_crypto') }}
),

confirmed as (
    select * from {{ ref('int_crypto_settlements_confirmed') }}
),

chain_transfers as (
    select * from {{ ref('int_chain_transfers_valued') }}
),

settlement_addresses as (
    select
        settlement_address,
        valid_from_on,
        valid_to_on
    from {{ ref('int_merchants_spanned') }}
),

addresses as (
    select * from {{ ref('int_addresses_deduplicated') }}
),

labelled as (
    select * from {{ ref('int_address_roles_labelled') }}
),

venue_addresses as (
    select
        labelled.address,
        coalesce(addresses.cluster_key, labelled.address) as cluster_key
    from labelled
    left join addresses on labelled.address = addresses.address
    where labelled.role = 'licensed_venue'
),

venue_transfers as (
    select * from {{ ref('int_venue_transfers_valued') }}
),

volumes as (
    select * from {{ ref('int_exchange_volumes_valued') }}
),

tenge_payments as (
    select * from {{ ref('stg_cbdc__payments') }}
),

tenge_orders as (
    select *
    from {{ ref('int_tenge_orders_decided') }}
    where is_payment and status = 'ACSC' and scenario in ('goods', 'services')
),

merchants as (
    select * from {{ ref('int_merchants_deduplicated') }}
),

told_settlements as (
    select
        settlements.day,
        settlements.amount_kzt,
        settlements.chain_id,
        settlements.transaction_hash,
        confirmed.position,
        crypto_receipts.check_number is null as is_without_receipt,
        confirmed.settlement_id is not null as is_confirmed
    from settlements
    left join crypto_receipts using (cashbox_number, check_number, merchant_key)
    left join confirmed using (settlement_id)
),

-- What the chain brings a merchant and no settlement rests on; merchants may share an address.
not_settled as (
    select distinct
        chain_transfers.day,
        chain_transfers.chain_id,
        chain_transfers.transaction_hash,
        chain_transfers.position,
        chain_transfers.value_kzt
    from chain_transfers
    inner join settlement_addresses
        on
            chain_transfers.to_address = settlement_addresses.settlement_address
            and chain_transfers.day between settlement_addresses.valid_from_on and settlement_addresses.valid_to_on
    left join told_settlements as settled
        on
            chain_transfers.chain_id = settled.chain_id
            and chain_transfers.transaction_hash = settled.transaction_hash
            and chain_transfers.position = settled.position
    where settled.position is null
),

touching as (
    select
        chain_transfers.day,
        chain_transfers.value_kzt,
        senders.address as from_venue_address,
        recipients.address as to_venue_address
    from chain_transfers
    left join venue_addresses as senders
        on chain_transfers.from_address = senders.address
    left join venue_addresses as recipients
        on chain_transfers.to_address = recipients.address
    where senders.cluster_key is distinct from recipients.cluster_key
),

-- What one venue sends to another goes out of the one and comes into the other, and both report it; what it sends to
-- itself does neither.
crossing as (
    select
        day,
        value_kzt,
        true as is_incoming
    from touching
    where to_venue_address is not null
    union all
    select
        day,
        value_kzt,
        false as is_incoming
    from touching
    where from_venue_address is not null
),

items as (
    select
        day,
        'merchant_crypto' as account,
        'source' as side,
        'receipts_paid_in_crypto' as line,
        crypto_kzt as amount_kzt
    from receipts
    where crypto_kzt > 0
    union all
    select
        day,
        'merchant_crypto' as account,
        'source' as side,
        'settlements_without_receipt' as line,
        amount_kzt
    from told_settlements
    where is_without_receipt
    union all
    select
        day,
        'merchant_crypto' as account,
        'use' as side,
        case when is_confirmed then 'settlements_confirmed_on_chain' else 'settlements_not_confirmed' end as line,
        amount_kzt
    from told_settlements
    union all
    select
        day,
        'merchant_crypto' as account,
        'use' as side,
        'chain_transfers_not_settled' as line,
        value_kzt as amount_kzt
    from not_settled
    union all
    select
        day,
        case when is_incoming then 'venue_crypto_deposits' else 'venue_crypto_withdrawals' end as account,
        case when is_incoming then 'source' else 'use' end as side,
        case when is_incoming then 'chain_transfers_to_venues' else 'chain_transfers_from_venues' end as line,
        value_kzt as amount_kzt
    from crossing
    union all
    select
        day,
        case direction when 'deposit' then 'venue_crypto_deposits' else 'venue_crypto_withdrawals' end as account,
        case direction when 'deposit' then 'use' else 'source' end as side,
        case direction when 'deposit' then 'reported_crypto_deposits' else 'reported_crypto_withdrawals' end as line,
        value_kzt as amount_kzt
    from venue_transfers
    where kind = 'crypto'
    union all
    select
        day,
        'venue_fiat' as account,
        case direction when 'deposit' then 'source' else 'use' end as side,
        case direction when 'deposit' then 'fiat_deposits' else 'fiat_withdrawals' end as line,
        value_kzt as amount_kzt
    from venue_transfers
    where kind = 'fiat'
    union all
    select
        day,
        'venue_fiat' as account,
        case side when 'sell' then 'source' else 'use' end as side,
        case side when 'sell' then 'crypto_sold' else 'crypto_bought' end as line,
        quote_kzt as amount_kzt
    from volumes
    union all
    select
        day,
        'digital_tenge' as account,
        'source' as side,
        'receipts_paid_in_digital_tenge' as line,
        digital_tenge_kzt as amount_kzt
    from receipts
    where digital_tenge_kzt > 0
    union all
    select
        tenge_payments.day,
        'digital_tenge' as account,
        'use' as side,
        'settled_payments_to_merchants' as line,
        tenge_payments.amount_kzt
    from tenge_payments
    inner join tenge_orders using (message_id, end_to_end_id)
    inner join merchants
        on tenge_payments.creditor_key = merchants.merchant_key
    left join merchants as payers
        on tenge_payments.debtor_key = payers.merchant_key
    where payers.merchant_key is null
),

summed as (
    select
        day,
        account,
        side,
        line,
        count(*) as items,
        count(*) - count(amount_kzt) as unvalued_items,
        cast(coalesce(sum(amount_kzt), 0) as decimal(18, 2)) as amount_kzt
    from items
    group by day, account, side, line
)

select * from summed
