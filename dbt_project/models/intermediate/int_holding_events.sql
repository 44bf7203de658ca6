with legs as (
    select * from {{ ref('int_trade_legs_valued') }}
),

-- Trades alone tell who is a legal entity, and it is one in its transfers too.
legal_entities as (
    select distinct client_key
    from {{ ref('stg_exchanges__client_trades') }}
    where client_bin is not null
),

transfers as (
    select *
    from {{ ref('stg_exchanges__transfers') }}
    where kind = 'crypto'
),

own_transfers as (
    select * from {{ ref('int_own_transfers_paired') }}
),

merchants as (
    select * from {{ ref('int_merchants_spanned') }}
),

distributions as (
    select *
    from {{ ref('stg_reference__mining_distributions') }}
    where miner_key like 'p-%'
),

-- A payout in an asset whose smallest unit the register does not know, or not surely, cannot be counted.
assets as (
    select
        asset,
        min(decimals) as decimals
    from {{ ref('int_assets_deduplicated') }}
    group by asset
    having min(decimals) = max(decimals)
),

prices as (
    select * from {{ ref('int_prices_in_kzt') }}
),

own_ends as (
    select
        from_venue_id as venue_id,
        withdrawal_id as transfer_id,
        true as is_own
    from own_transfers
    union all
    select
        to_venue_id as venue_id,
        deposit_id as transfer_id,
        true as is_own
    from own_transfers
),

payments as (
    select distinct
        transfers.venue_id,
        transfers.transfer_id,
        true as is_payment
    from transfers
    inner join merchants
        on
            transfers.counterparty_address = merchants.settlement_address
            and transfers.day between merchants.valid_from_on and merchants.valid_to_on
    where transfers.direction = 'withdrawal'
),

traded as (
    select
        client_key,
        asset,
        venue_id || '|' || trade_id || '|' || asset as event_id,
        day,
        traded_at as happened_at,
        kind,
        is_acquisition,
        units,
        value_kzt,
        is_unsupported,
        client_residency,
        case
            when not is_acquisition then venue_id || '|' || lot_trade_id || '|' || asset
        end as lot_event_id
    from legs
),

moved as (
    select
        transfers.client_key,
        transfers.asset,
        transfers.venue_id || '|' || transfers.transfer_id || '|' || transfers.asset as event_id,
        transfers.day,
        transfers.occurred_at as happened_at,
        case
            when payments.is_payment then 'payment'
            else transfers.direction
        end as kind,
        transfers.direction = 'deposit' as is_acquisition,
        transfers.amount as units,
        case
            when transfers.direction = 'withdrawal'
                then {{ money_of_units('transfers.amount', times=('prices.price_kzt', 8)) }}
        end as value_kzt,
        false as is_unsupported,
        transfers.client_residency,
        cast(null as string) as lot_event_id
    from transfers
    left join own_ends using (venue_id, transfer_id)
    left join payments using (venue_id, transfer_id)
    left join prices
        on transfers.day = prices.day and transfers.asset = prices.symbol
    where own_ends.is_own is null
),

mined_units as (
    select
        distributions.*,
        {{ whole_tokens('distributions.amount_base_units', 'assets.decimals') }} as units
    from distributions
    inner join assets using (asset)
),

-- Of a payout only its date is known: it is there when the day begins.
mined as (
    select
        mined_units.miner_key as client_key,
        mined_units.asset,
        mined_units.pool || '|' || cast(mined_units.day as string) || '-'
        || cast(mined_units.distribution_number as string) || '|' || mined_units.asset as event_id,
        mined_units.distributed_on as day,
        cast(null as timestamp) as happened_at,
        'mining' as kind,
        true as is_acquisition,
        mined_units.units,
        {{ money_of_units('mined_units.units', times=('prices.price_kzt', 8)) }} as value_kzt,
        false as is_unsupported,
        'resident' as client_residency,
        cast(null as string) as lot_event_id
    from mined_units
    left join prices
        on mined_units.distributed_on = prices.day and mined_units.asset = prices.symbol
),

events as (
    select * from traded
    union all
    select * from moved
    union all
    select * from mined
),

-- What moves no units changes no holding. Beyond a billion units or 10^13 KZT an event is no person's.
bounded as (
    select
        events.*,
        legal_entities.client_key is not null as is_legal_entity,
        events.units >= 1000000000 or coalesce(abs(events.value_kzt), 0) >= 10000000000000 as is_beyond_all_numbers
    from events
    left join legal_entities
        on events.client_key = legal_entities.client_key
    where events.units > 0
)

select * from bounded
