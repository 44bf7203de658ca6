-- The marts' numbers as one would ask DuckDB for them by hand: every statement reads the lake's Parquet itself.
-- The rates and thresholds in force are written out; everything else is the data's own.

create view receipts as from read_parquet('{raw}/merchants/receipts/*/*.parquet');
create view receipt_lines as from read_parquet('{raw}/merchants/receipt_lines/*/*.parquet');
create view register as from read_parquet('{raw}/merchants/register/*/*.parquet');
create view settlements as from read_parquet('{raw}/merchants/crypto_settlements/*/*.parquet');
create view transactions as from read_parquet('{raw}/onchain/transactions/*/*.parquet');
create view token_transfers as from read_parquet('{raw}/onchain/token_transfers/*/*.parquet');
create view volumes as from read_parquet('{raw}/exchanges/daily_volumes/*/*.parquet');
create view transfers as from read_parquet('{raw}/exchanges/transfers/*/*.parquet');
create view rates as from read_parquet('{raw}/reference/fx_rates/*/*.parquet');
create view prices as from read_parquet('{raw}/reference/asset_prices/*/*.parquet');
create view daily_assets as from read_parquet('{raw}/reference/assets/*/*.parquet');
create view daily_labels as from read_parquet('{raw}/reference/address_labels/*/*.parquet');

create view newest_register as from register where day = (select max(day) from register);
create view assets as from daily_assets where day = (select max(day) from daily_assets);
create view labels as from daily_labels where day = (select max(day) from daily_labels);

create temp table merchants as
with changes as (
    select
        *,
        row_number() over snapshots as snapshot,
        row(tax_regime, vat_payer_from, vat_payer_to, settlement_address) as standing
    from register
    window snapshots as (partition by merchant_key order by day)
    qualify snapshot = 1 or standing is distinct from lag(standing) over snapshots
)
select
    merchant_key,
    if(snapshot = 1, date '0001-01-01', day) as known_from,
    coalesce(lead(day) over (partition by merchant_key order by day) - 1, date '9999-12-31') as known_to,
    tax_regime,
    vat_payer_from,
    vat_payer_to,
    settlement_address
from changes;

create table vat_due_monthly as
with vat(valid_from, valid_to, standard, medical, periodicals, is_simplified_vat_allowed) as (
    values
        (date '2023-01-01', date '2025-12-31', 12, null, null, true),
        (date '2026-01-01', date '2026-12-31', 16, 5, 10, false),
        (date '2027-01-01', date '9999-12-31', 16, 10, 10, false)
),
turnover as (
    select
        *,
        if(operation = 'sale', 1, -1) as direction,
        coalesce(cast(timezone('Asia/Almaty', original_issued_at) as date), day) as turnover_on
    from receipt_lines
    where operation in ('sale', 'sale_return')
),
rated as (
    select
        cast(date_trunc('month', turnover.day) as date) as month,
        turnover.merchant_key,
        direction,
        gross_kzt,
        vat_stated_kzt,
        coalesce(
            vat_payer_from <= turnover_on
            and (vat_payer_to is null or vat_payer_to >= turnover_on)
            and (tax_regime <> 'simplified' or is_simplified_vat_allowed),
            false
        ) as is_vat_payer,
        case
            when not is_taxed then 0
            when vat_stated_pct in (medical, periodicals, 0) then cast(vat_stated_pct as integer)
            else standard
        end as vat_rate_pct
    from turnover
    join vat on turnover_on between valid_from and valid_to
    left join merchants
        on merchants.merchant_key = turnover.merchant_key and turnover_on between known_from and known_to
)
select
    month,
    merchant_key,
    is_vat_payer,
    vat_rate_pct,
    count(*) as line_count,
    sum(direction * gross_kzt) as turnover_kzt,
    if(is_vat_payer, sum(direction * cast(round(gross_kzt * vat_rate_pct / (100 + vat_rate_pct), 2) as decimal(18, 2))), 0)
        as vat_due_kzt,
    sum(direction * vat_stated_kzt) as vat_stated_kzt
from rated
group by month, merchant_key, is_vat_payer, vat_rate_pct;

create table vat_threshold_watch as
with years as (
    select year(day) as year, max(day) as as_of_on from receipts group by year(day)
),
turnover as (
    select year(month) as year, merchant_key, sum(turnover_kzt) as turnover_kzt from vat_due_monthly group by all
),
watched as (
    select year, merchant_key from years join newest_register on registered_on <= as_of_on
    union
    select year, merchant_key from turnover
),
watch as (
    select
        year,
        watched.merchant_key,
        as_of_on,
        coalesce(turnover_kzt, 0) as turnover_kzt,
        if(year = 2026, 10000 * 4325, null) as threshold_kzt,
        year >= 2026 and coalesce(tax_regime = 'simplified', false) as is_kept_from_vat
    from watched
    join years using (year)
    left join turnover using (year, merchant_key)
    left join merchants on merchants.merchant_key = watched.merchant_key and as_of_on between known_from and known_to
    where not coalesce(
        vat_payer_from <= as_of_on and (vat_payer_to is null or vat_payer_to >= as_of_on) and tax_regime <> 'simplified',
        false
    )
)
select
    *,
    case
        when is_kept_from_vat then 'not_applicable'
        when threshold_kzt is null then 'unknown'
        when turnover_kzt >= threshold_kzt then 'exceeded'
        when turnover_kzt >= 0.8 * threshold_kzt then 'approaching'
        else 'below'
    end as watch_status
from watch;

create temp table payments as
with moved as (
    select chain_id, transaction_hash, log_index as position, token_address, from_address, to_address, amount_base_units
    from token_transfers
    semi join (from transactions where is_successful) using (chain_id, transaction_hash)
    union all
    select chain_id, transaction_hash, -1, 'native', from_address, to_address, value_base_units
    from transactions
    where is_successful and value_base_units <> '0' and to_address is not null
)
select
    receipts.day,
    cashbox_number,
    check_number,
    settlements.merchant_key,
    crypto_kzt,
    settlements.amount_kzt as settled_kzt,
    is_stablecoin,
    coalesce(cluster_key, from_address) as payer_key
from settlements
join (from receipts where crypto_kzt > 0 and operation = 'sale') as receipts
    using (cashbox_number, check_number, merchant_key)
join merchants
    on merchants.merchant_key = settlements.merchant_key and receipts.day between known_from and known_to
join assets using (chain_id, asset)
join moved
    on moved.chain_id = settlements.chain_id
    and moved.transaction_hash = settlements.transaction_hash
    and moved.token_address = assets.token_address
    and moved.to_address = merchants.settlement_address
    and moved.amount_base_units = settlements.amount_base_units
left join labels on labels.address = moved.from_address
qualify
    row_number() over (partition by moved.chain_id, moved.transaction_hash, position order by settled_at, settlement_id)
    = row_number() over (partition by settlement_id order by position);

create table adoption_daily as
with sold as (
    select
        day,
        count(*) filter (operation = 'sale' and crypto_kzt > 0) as crypto_payments,
        sum(case operation when 'sale' then crypto_kzt when 'sale_return' then -crypto_kzt else 0 end)
            as crypto_turnover_kzt,
        sum(case operation when 'sale' then total_kzt when 'sale_return' then -total_kzt else 0 end)
            as retail_turnover_kzt,
        quantile_disc(crypto_kzt, 0.5) filter (operation = 'sale' and crypto_kzt > 0) as crypto_ticket_median_kzt,
        quantile_disc(crypto_kzt, 0.9) filter (operation = 'sale' and crypto_kzt > 0) as crypto_ticket_p90_kzt
    from receipts
    group by day
),
confirmed as (
    select
        day,
        count(*) as confirmed_crypto_payments,
        sum(confirmed_kzt) as confirmed_crypto_turnover_kzt,
        sum(confirmed_kzt) filter (is_stablecoin) as stablecoin_turnover_kzt
    from (
        select day, least(crypto_kzt, sum(settled_kzt)) as confirmed_kzt, bool_or(is_stablecoin) as is_stablecoin
        from payments
        group by day, cashbox_number, check_number, crypto_kzt
    )
    group by day
),
active as (
    select day, count(distinct payer_key) as active_payers, count(distinct merchant_key) as active_merchants
    from payments
    group by day
),
active_30d as (
    select sold.day, count(distinct payer_key) as active_payers_30d
    from sold
    join (select distinct day, payer_key from payments) as payer_days
        on payer_days.day between sold.day - 29 and sold.day
    group by sold.day
),
settled as (
    select
        settlements.day,
        count(*) as settlements,
        count(*) filter (
            abs(amount_kzt - crypto_kzt) <= 0.01 * crypto_kzt and abs(epoch(settled_at) - epoch(issued_at)) <= 72 * 3600
        ) as matched_settlements
    from settlements
    left join (from receipts where crypto_kzt > 0) as receipts using (cashbox_number, check_number, merchant_key)
    group by settlements.day
)
from sold
left join confirmed using (day)
left join active using (day)
left join active_30d using (day)
left join settled using (day);

create table merchant_acceptance_monthly as
with snapshots as (
    select max(day) as day from register group by date_trunc('month', day)
),
active as (
    select distinct cast(date_trunc('month', day) as date) as month, merchant_key from payments
)
select
    cast(date_trunc('month', day) as date) as month,
    oked_code,
    kato_code,
    count(*) as registered_merchants,
    count(*) filter (crypto_enabled_on <= day) as enabled_merchants,
    count(active.merchant_key) as active_merchants
from register
semi join snapshots using (day)
left join active on active.month = date_trunc('month', day) and active.merchant_key = register.merchant_key
group by all;

create table ramp_flows_daily as
select
    day,
    venue_id,
    base_asset as asset,
    client_residency,
    coalesce(sum(trade_count) filter (side = 'buy'), 0) as on_ramp_trades,
    coalesce(sum(trade_count) filter (side = 'sell'), 0) as off_ramp_trades,
    coalesce(sum(base_amount) filter (side = 'buy'), 0) as on_ramp_units,
    coalesce(sum(base_amount) filter (side = 'sell'), 0) as off_ramp_units,
    coalesce(sum(kzt) filter (side = 'buy'), 0) as on_ramp_kzt,
    coalesce(sum(kzt) filter (side = 'sell'), 0) as off_ramp_kzt,
    coalesce(sum(usd) filter (side = 'buy'), 0) as on_ramp_usd,
    coalesce(sum(usd) filter (side = 'sell'), 0) as off_ramp_usd
from (
    select
        volumes.*,
        round(if(quote_currency = 'KZT', quote_amount, quote_amount * rate_kzt), 2) as kzt,
        round(if(quote_currency = 'USD', quote_amount, quote_amount / rate_kzt), 2) as usd
    from volumes
    left join (from rates where currency = 'USD') as rates using (day)
    where quote_currency in ('KZT', 'USD')
)
group by all;

create table cross_border_flows_daily as
select
    day,
    asset,
    counterparty_residency,
    bpm7_account,
    count(*) filter (direction = 'deposit') as inflow_transfers,
    count(*) filter (direction = 'withdrawal') as outflow_transfers,
    coalesce(sum(usd) filter (direction = 'deposit'), 0) as inflow_usd,
    coalesce(sum(usd) filter (direction = 'withdrawal'), 0) as outflow_usd
from (
    select
        transfers.*,
        if(kind = 'fiat', 'financial', coalesce(assets.bpm7_account, 'unknown')) as bpm7_account,
        round(
            case
                when kind = 'crypto' then amount * price_usd
                when asset = 'USD' then amount
                else amount * if(asset = 'KZT', 1, rates.rate_kzt) / dollar.rate_kzt
            end,
            2
        ) as usd
    from transfers
    left join (select distinct asset, bpm7_account from assets) as assets using (asset)
    left join prices using (day, asset)
    left join rates on rates.day = transfers.day and rates.currency = asset
    left join rates as dollar on dollar.day = transfers.day and dollar.currency = 'USD'
    where client_residency = 'resident' and counterparty_residency in ('non_resident', 'unknown')
)
group by all;

create table token_transfers_daily as
select
    token_transfers.day,
    chain_id,
    token_address,
    count(*) as transfers,
    count(distinct from_address) as senders,
    count(distinct to_address) as recipients,
    sum(cast(amount_base_units as bigint)) * if(any_value(decimals) = 8, 0.00000001, 0.000001) as amount
from token_transfers
left join assets using (chain_id, token_address)
group by all;
