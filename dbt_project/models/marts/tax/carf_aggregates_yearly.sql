with newest as (
    {{ newest_of_each(
        ref('stg_exchanges__client_year_aggregates'),
        ['venue_id', 'client_key', 'year', 'asset', 'element', 'type_code']
    ) }}
),

trades as (
    select * from {{ ref('stg_exchanges__client_trades') }}
),

transfers as (
    select * from {{ ref('stg_exchanges__transfers') }}
),

venues as (
    {{ newest_of_each(ref('stg_exchanges__venues'), ['venue_id']) }}
),

-- Money, the digital tenge among it, is no crypto-asset.
currencies as (
    select distinct symbol as currency
    from {{ ref('int_prices_in_kzt') }}
    where not is_crypto
    union distinct
    select 'KZT' as currency
),

parameters as (
    select *
    from {{ ref('int_statutory_parameters_bounded') }}
    where parameter = 'carf_rrpt_threshold'
),

aggregates as (
    select newest.*
    from newest
    left join currencies
        on newest.asset = currencies.currency
    where currencies.currency is null
),

quoted as (
    select
        trades.*,
        extract(year from trades.day) as year,
        currencies.currency is not null as is_for_money
    from trades
    left join currencies
        on trades.quote_currency = currencies.currency
),

-- Against money one line says it all; against crypto one asset goes in and the other out.
legs as (
    select
        year,
        venue_id,
        client_key,
        base_asset as asset,
        case when is_for_money then 'CryptoFiat' else 'CryptoToCrypto' end
        || case side when 'buy' then 'In' else 'Out' end as element,
        base_amount as units
    from quoted
    union all
    select
        year,
        venue_id,
        client_key,
        quote_currency as asset,
        case side when 'buy' then 'CryptoToCryptoOut' else 'CryptoToCryptoIn' end as element,
        quote_amount as units
    from quoted
    where not is_for_money
),

traded as (
    select
        year,
        venue_id,
        client_key,
        asset,
        element,
        'none' as type_code,
        count(*) as traded_transactions,
        cast(sum(units) as decimal(38, 18)) as traded_units
    from legs
    group by year, venue_id, client_key, asset, element
),

seen as (
    select
        client_key,
        client_bin,
        client_residency
    from trades
    union all
    select
        client_key,
        cast(null as string) as client_bin,
        client_residency
    from transfers
),

-- Who is said to live here and there lives nobody knows where.
clients as (
    select
        client_key,
        max(client_bin) as client_bin,
        case
            when min(client_residency) = max(client_residency) then min(client_residency)
            else 'unknown'
        end as client_residency
    from seen
    group by client_key
),

compared as (
    select
        aggregates.year,
        aggregates.venue_id,
        venues.venue_name,
        venues.bin as venue_bin,
        clients.client_bin,
        coalesce(clients.client_residency, 'unknown') as client_residency,
        aggregates.client_key,
        aggregates.asset,
        aggregates.element,
        aggregates.type_code,
        aggregates.day as as_of_on,
        aggregates.transaction_count,
        aggregates.amount,
        aggregates.currency,
        aggregates.units,
        aggregates.alternative_valuation,
        traded.traded_transactions,
        traded.traded_units,
        case
            when aggregates.element = 'RRPT' and aggregates.currency = 'USD' then parameters.value_number
        end as rrpt_threshold_usd,
        case when aggregates.element = 'RRPT' then parameters.confidence end as parameter_confidence
    from aggregates
    left join traded using (year, venue_id, client_key, asset, element, type_code)
    left join venues using (venue_id)
    left join clients using (client_key)
    left join parameters
        on aggregates.day between parameters.valid_from and parameters.valid_to
),

-- A total up to the threshold holds no payment above it; a larger one may, however low its average.
judged as (
    select
        cast(year as bigint) as year,
        venue_id,
        client_key,
        asset,
        element,
        type_code,
        as_of_on,
        transaction_count,
        amount,
        currency,
        units,
        alternative_valuation,
        traded_transactions,
        traded_units,
        case
            when amount <= rrpt_threshold_usd then 'no_rrpt'
            when amount <= transaction_count * rrpt_threshold_usd then 'rrpt_cannot_be_told'
            when element not like 'CryptoTo%' and element not like 'CryptoFiat%' then 'not_compared'
            when type_code <> 'none' then 'not_compared'
            when traded_transactions is null then 'no_trades'
            when traded_transactions = transaction_count and traded_units = units then 'agreed'
            else 'differs'
        end as reconciliation,
        parameter_confidence,
        client_residency,
        client_bin,
        venue_name,
        venue_bin
    from compared
)

select * from judged
