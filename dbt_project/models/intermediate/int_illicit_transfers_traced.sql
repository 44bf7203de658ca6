with transfers as (
    select *
    from {{ ref('int_chain_transfers_valued') }}
    where from_address <> to_address
),

roles as (
    select * from {{ ref('int_address_roles_labelled') }}
),

illicit as (
    select
        address,
        role as category,
        doubt_rank
    from roles
    where role in ('sanctioned', 'mixing_service', 'stolen', 'unlicensed_exchange')
),

-- Money in a service's wallet is everybody's: only wallets of persons and of nobody known can pass it on.
pooled as (
    select address
    from roles
    where role in ('licensed_venue', 'service')
),

outgoing as (
    select
        transfers.*,
        illicit.category,
        illicit.doubt_rank,
        transfers.to_address as other_address
    from transfers
    inner join illicit
        on transfers.from_address = illicit.address
    left join illicit as recipients
        on transfers.to_address = recipients.address
    where recipients.address is null
),

incoming as (
    select
        transfers.*,
        illicit.category,
        illicit.doubt_rank,
        transfers.from_address as other_address
    from transfers
    inner join illicit
        on transfers.to_address = illicit.address
    left join illicit as senders
        on transfers.from_address = senders.address
    where senders.address is null
),

-- Over several ways the surest one tells.
passed_on as (
    select
        transfers.chain_id,
        transfers.transaction_hash,
        transfers.position,
        outgoing.category,
        min(outgoing.doubt_rank) as doubt_rank
    from outgoing
    inner join transfers
        on
            outgoing.chain_id = transfers.chain_id
            and outgoing.to_address = transfers.from_address
            and (
                outgoing.block_number < transfers.block_number
                or (
                    outgoing.block_number = transfers.block_number
                    and outgoing.transaction_index < transfers.transaction_index
                )
            )
            and {{ days_after('outgoing.day', var('exposure_days', 30)) }} >= transfers.day
    left join illicit
        on transfers.to_address = illicit.address
    left join pooled
        on outgoing.to_address = pooled.address
    where illicit.address is null and pooled.address is null
    group by transfers.chain_id, transfers.transaction_hash, transfers.position, outgoing.category
),

brought as (
    select
        transfers.chain_id,
        transfers.transaction_hash,
        transfers.position,
        incoming.category,
        min(incoming.doubt_rank) as doubt_rank
    from incoming
    inner join transfers
        on
            incoming.chain_id = transfers.chain_id
            and incoming.from_address = transfers.to_address
            and (
                incoming.block_number > transfers.block_number
                or (
                    incoming.block_number = transfers.block_number
                    and incoming.transaction_index > transfers.transaction_index
                )
            )
            and {{ days_after('transfers.day', var('exposure_days', 30)) }} >= incoming.day
    left join illicit
        on transfers.from_address = illicit.address
    left join pooled
        on incoming.from_address = pooled.address
    where illicit.address is null and pooled.address is null
    group by transfers.chain_id, transfers.transaction_hash, transfers.position, incoming.category
),

traced as (
    select
        chain_id,
        transaction_hash,
        position,
        category,
        1 as hops,
        'received' as direction,
        day,
        other_address,
        value_usd,
        doubt_rank
    from outgoing
    union all
    select
        chain_id,
        transaction_hash,
        position,
        category,
        1 as hops,
        'sent' as direction,
        day,
        other_address,
        value_usd,
        doubt_rank
    from incoming
    union all
    select
        passed_on.chain_id,
        passed_on.transaction_hash,
        passed_on.position,
        passed_on.category,
        2 as hops,
        'received' as direction,
        transfers.day,
        transfers.to_address as other_address,
        transfers.value_usd,
        passed_on.doubt_rank
    from passed_on
    inner join transfers using (chain_id, transaction_hash, position)
    union all
    select
        brought.chain_id,
        brought.transaction_hash,
        brought.position,
        brought.category,
        2 as hops,
        'sent' as direction,
        transfers.day,
        transfers.from_address as other_address,
        transfers.value_usd,
        brought.doubt_rank
    from brought
    inner join transfers using (chain_id, transaction_hash, position)
),

typed as (
    select
        chain_id,
        transaction_hash,
        position,
        category,
        cast(hops as bigint) as hops,
        direction,
        day,
        other_address,
        value_usd,
        doubt_rank
    from traced
)

select * from typed
