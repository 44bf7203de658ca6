with client_days as (
    select * from {{ ref('int_client_days_traded') }}
),

cross_checked as (
    select * from {{ ref('int_exchange_volumes_cross_checked') }}
),

transfers as (
    select * from {{ ref('int_venue_transfers_valued') }}
),

traded as (
    select
        day,
        venue_id,
        cast(sum(trade_count) as bigint) as trade_count,
        count(distinct client_key) as clients,
        cast(coalesce(sum(bought_usd + sold_usd), 0) as decimal(18, 2)) as traded_usd,
        count(distinct client_key) filter (where is_round_trip) as round_trip_clients,
        cast(coalesce(sum(bought_usd + sold_usd) filter (where is_round_trip), 0) as decimal(18, 2)) as round_trip_usd,
        count(*) - count(bought_usd + sold_usd) as unvalued_positions
    from client_days
    group by day, venue_id
),

reported as (
    select
        day,
        venue_id,
        count(*) as pairs,
        count(*) filter (where not is_price_plausible or not is_volume_plausible) as implausible_pairs,
        bool_or(is_licensed) as is_licensed
    from cross_checked
    group by day, venue_id
),

moved as (
    select
        day,
        venue_id,
        cast(coalesce(sum(value_usd), 0) as decimal(18, 2)) as moved_usd
    from transfers
    group by day, venue_id
),

compared as (
    select
        reported.day,
        reported.venue_id,
        reported.is_licensed,
        reported.pairs,
        reported.implausible_pairs,
        coalesce(traded.trade_count, 0) as trade_count,
        coalesce(traded.clients, 0) as clients,
        coalesce(traded.traded_usd, 0) as traded_usd,
        coalesce(traded.round_trip_clients, 0) as round_trip_clients,
        coalesce(traded.round_trip_usd, 0) as round_trip_usd,
        coalesce(traded.unvalued_positions, 0) as unvalued_positions,
        coalesce(moved.moved_usd, 0) as moved_usd
    from reported
    left join traded using (day, venue_id)
    left join moved using (day, venue_id)
),

shared as (
    select
        *,
        {{ percent_of('round_trip_usd', 'traded_usd') }} as round_trip_pct
    from compared
),

judged as (
    select
        day,
        venue_id,
        is_licensed,
        pairs,
        implausible_pairs,
        trade_count,
        clients,
        cast(traded_usd as decimal(18, 2)) as traded_usd,
        cast(moved_usd as decimal(18, 2)) as moved_usd,
        round_trip_clients,
        cast(round_trip_usd as decimal(18, 2)) as round_trip_usd,
        round_trip_pct,
        unvalued_positions,
        coalesce(round_trip_pct >= {{ var('suspicious_round_trip_pct', 20) }}, false) as is_wash_suspected,
        implausible_pairs > 0 as is_market_contradicted
    from shared
)

select * from judged
