-- The marts' numbers as one would ask DuckDB for them by hand: every statement reads the lake's Parquet itself.
-- The rates and thresholds in force are written out; everything else is the data's own.

create view receipts as from read_parquet('{raw}/merchants/receipts/*/*.parquet');
create view receipt_lines as from read_parquet('{raw}/merchants/receipt_lines/*/*.parquet');
create view register as from read_parquet('{raw}/merchants/register/*/*.parquet');
create view settlements as from read_parquet('{raw}/merchants/crypto_settlements/*/*.parquet');
create view invoices as from read_parquet('{raw}/merchants/e_invoices/*/*.parquet');
create view invoice_lines as from read_parquet('{raw}/merchants/e_invoice_lines/*/*.parquet');
create view transactions as from read_parquet('{raw}/onchain/transactions/*/*.parquet');
create view token_transfers as from read_parquet('{raw}/onchain/token_transfers/*/*.parquet');
create view native_transfers as from read_parquet('{raw}/onchain/native_transfers/*/*.parquet');
create view blocks as from read_parquet('{raw}/onchain/blocks/*/*.parquet');
create view withdrawals as from read_parquet('{raw}/onchain/withdrawals/*/*.parquet');
create view bitcoin_outputs as from read_parquet('{raw}/bitcoin/outputs/*/*.parquet');
create view bitcoin_inputs as from read_parquet('{raw}/bitcoin/inputs/*/*.parquet');
create view tron_transfers as from read_parquet('{raw}/tron/token_transfers/*/*.parquet');
create view venues as from read_parquet('{raw}/exchanges/venues/*/*.parquet');
create view licences as from read_parquet('{raw}/exchanges/licences/*/*.parquet');
create view trades as from read_parquet('{raw}/exchanges/client_trades/*/*.parquet');
create view year_aggregates as from read_parquet('{raw}/exchanges/client_year_aggregates/*/*.parquet');
create view month_limits as from read_parquet('{raw}/exchanges/client_month_limits/*/*.parquet');
create view office_turnovers as from read_parquet('{raw}/exchanges/office_turnovers/*/*.parquet');
create view volumes as from read_parquet('{raw}/exchanges/daily_volumes/*/*.parquet');
create view transfers as from read_parquet('{raw}/exchanges/transfers/*/*.parquet');
create view candles as from read_parquet('{raw}/market/daily_candles/*/*.parquet');
create view balances as from read_parquet('{raw}/cbdc/balances/*/*.parquet');
create view orders as from read_parquet('{raw}/cbdc/payments/*/*.parquet');
create view decisions as from read_parquet('{raw}/cbdc/payment_statuses/*/*.parquet');
create view operations as from read_parquet('{raw}/cbdc/token_operations/*/*.parquet');
create view refunds as from read_parquet('{raw}/cbdc/vat_refund_applications/*/*.parquet');
create view energy as from read_parquet('{raw}/reference/mining_energy/*/*.parquet');
create view mining_licences as from read_parquet('{raw}/reference/mining_licences/*/*.parquet');
create view distributions as from read_parquet('{raw}/reference/mining_distributions/*/*.parquet');
create view feeders as from read_parquet('{raw}/reference/feeder_energy/*/*.parquet');
create view hash_rates as from read_parquet('{raw}/reference/network_hashrate/*/*.parquet');
create view vat_returns as from read_parquet('{raw}/reference/vat_returns/*/*.parquet');
create view tax_payments as from read_parquet('{raw}/reference/tax_payments/*/*.parquet');
create view participants as from read_parquet('{raw}/reference/sandbox_participants/*/*.parquet');
create view residents as from read_parquet('{raw}/reference/residents/*/*.parquet');
create view work_calendar as from read_parquet('{raw}/reference/work_calendar/*/*.parquet');
create view reserve_wallets as from read_parquet('{raw}/reference/reserve_wallets/*/*.parquet');
create view rates as from read_parquet('{raw}/reference/fx_rates/*/*.parquet');
create view prices as from read_parquet('{raw}/reference/asset_prices/*/*.parquet');
create view daily_assets as from read_parquet('{raw}/reference/assets/*/*.parquet');
create view daily_labels as from read_parquet('{raw}/reference/address_labels/*/*.parquet');

create view newest_register as from register where day = (select max(day) from register);
create view currencies as select 'KZT' as currency union select currency from rates;
create view assets as from daily_assets where day = (select max(day) from daily_assets);

create view labels as
from daily_labels
where day = (select max(day) from daily_labels)
qualify
    row_number() over (
        partition by address
        order by
            residency = 'unknown', confidence <> 'high', confidence <> 'medium', labelled_on desc, labelled_by
    ) = 1;

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

create view vat as
from (
    values
        (date '2009-01-01', date '2025-12-31', 12, null, null, true),
        (date '2026-01-01', date '2026-12-31', 16, 5, 10, false),
        (date '2027-01-01', date '9999-12-31', 16, 10, 10, false)
) as rates_in_force(valid_from, valid_to, standard, medical, periodicals, is_simplified_vat_allowed);

create table vat_due_monthly as
with turnover as (
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

create temp table standing_invoices as
from invoices
where not exists (
    from invoices as fixed
    where
        fixed.invoice_type = 'fixed'
        and fixed.seller_key = invoices.seller_key
        and fixed.related_invoice_number = invoices.invoice_number
        and fixed.related_issued_on = invoices.issued_on
        and (fixed.invoice_number, fixed.issued_on) <> (invoices.invoice_number, invoices.issued_on)
);

create table vat_threshold_watch as
with years as (
    select
        year(day) as year,
        max(day) as as_of_on,
        max(dayofyear(day)) as days,
        count(distinct day) as days_landed,
        days_landed = days as is_year_to_date_complete
    from receipts
    group by year(day)
),
turnover as (
    select year, merchant_key, sum(turnover_kzt) as turnover_kzt
    from (
        select year(month) as year, merchant_key, turnover_kzt from vat_due_monthly
        union all
        select year(turnover_on), seller_key, gross_kzt from standing_invoices
    )
    group by all
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
        days,
        days_landed,
        is_year_to_date_complete,
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

create temp table tokens as
select
    * exclude (day),
    cast(
        case decimals
            when 18 then 0.000000000000000001
            when 8 then 0.00000001
            when 6 then 0.000001
        end as decimal(38, 18)
    ) as scale
from assets;

create temp table chain_transfers as
with moved as (
    select
        day,
        chain_id,
        transaction_hash,
        block_number,
        transaction_index,
        log_index as position,
        token_address,
        token_transfers.from_address,
        token_transfers.to_address,
        amount_base_units
    from token_transfers
    join (from transactions where is_successful) as transactions using (day, chain_id, transaction_hash, block_number)
    union all
    select
        day,
        chain_id,
        transaction_hash,
        block_number,
        transaction_index,
        -1,
        'native',
        from_address,
        to_address,
        value_base_units
    from transactions
    where is_successful and value_base_units <> '0' and to_address is not null
)
select
    moved.*,
    asset,
    is_stablecoin,
    round(cast(amount_base_units as decimal(30, 0)) * scale * price_usd, 2) as usd,
    round(usd * rate_kzt, 2) as kzt
from moved
left join tokens using (chain_id, token_address)
left join prices using (day, asset)
left join (from rates where currency = 'USD') as dollar using (day);

create temp table confirmed_settlements as
select
    settlements.*,
    sold.day as sold_on,
    sold.crypto_kzt,
    is_stablecoin,
    position,
    coalesce(client_key, cluster_key, from_address) as payer_key
from settlements
left join (from receipts where crypto_kzt > 0 and operation = 'sale') as sold
    on sold.cashbox_number = settlements.cashbox_number
    and sold.check_number = settlements.check_number
    and sold.merchant_key = settlements.merchant_key
    and sold.day between settlements.day - 3 and settlements.day + 3
join merchants
    on merchants.merchant_key = settlements.merchant_key
    and ifnull(sold.day, settlements.day) between known_from and known_to
join chain_transfers as moved
    on moved.day between settlements.day - 3 and settlements.day + 3
    and moved.chain_id = settlements.chain_id
    and moved.transaction_hash = settlements.transaction_hash
    and moved.asset = settlements.asset
    and moved.to_address = settlement_address
    and moved.amount_base_units = settlements.amount_base_units
left join labels on labels.address = moved.from_address
left join (
    select transaction_hash, asset, counterparty_address, any_value(client_key) as client_key
    from transfers
    where kind = 'crypto' and direction = 'withdrawal'
    group by all
    having count(distinct client_key) = 1
) as clients
    on clients.transaction_hash = moved.transaction_hash
    and clients.asset = moved.asset
    and clients.counterparty_address = moved.to_address
qualify
    row_number() over (
        partition by moved.chain_id, moved.transaction_hash, position
        order by sold_on is null, settled_at, settlement_id
    )
    = row_number() over (partition by settlement_id order by position);

create temp table payments as
select
    sold_on as day,
    cashbox_number,
    check_number,
    settlement_id,
    asset,
    merchant_key,
    crypto_kzt,
    amount_kzt as settled_kzt,
    is_stablecoin,
    payer_key
from confirmed_settlements
where sold_on is not null;

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
select
    sold.*,
    coalesce(confirmed_crypto_payments, 0) as confirmed_crypto_payments,
    coalesce(confirmed_crypto_turnover_kzt, 0) as confirmed_crypto_turnover_kzt,
    coalesce(stablecoin_turnover_kzt, 0) as stablecoin_turnover_kzt,
    coalesce(active_payers, 0) as active_payers,
    coalesce(active_payers_30d, 0) as active_payers_30d,
    coalesce(active_merchants, 0) as active_merchants,
    coalesce(settlements, 0) as settlements,
    coalesce(matched_settlements, 0) as matched_settlements
from sold
left join confirmed using (day)
left join active using (day)
left join active_30d using (day)
left join settled using (day);

create temp table categories as
select
    cast(date_trunc('month', day) as date) as month,
    merchant_key,
    case
        when oked_code like '4711%' or oked_code like '472%' then 'groceries'
        when oked_code like '473%' or oked_code[:2] in ('49', '50', '51') then 'transport'
        when oked_code like '56%' then 'restaurants'
        when oked_code[:2] in ('64', '66') then 'investment'
        when oked_code like '68%' then 'real_estate'
        else 'other'
    end as category
from register
where day in (select max(day) from register group by date_trunc('month', day));

create table spending_by_category_monthly as
with sold as (
    select
        cast(date_trunc('month', day) as date) as month,
        coalesce(category, 'unknown') as category,
        count(*) filter (operation = 'sale' and crypto_kzt > 0) as crypto_payments,
        sum(case operation when 'sale' then crypto_kzt when 'sale_return' then -crypto_kzt else 0 end)
            as crypto_turnover_kzt,
        sum(case operation when 'sale' then total_kzt when 'sale_return' then -total_kzt else 0 end)
            as retail_turnover_kzt,
        quantile_disc(crypto_kzt, 0.5) filter (operation = 'sale' and crypto_kzt > 0) as crypto_ticket_median_kzt,
        quantile_disc(crypto_kzt, 0.9) filter (operation = 'sale' and crypto_kzt > 0) as crypto_ticket_p90_kzt
    from receipts
    left join categories
        on categories.merchant_key = receipts.merchant_key and categories.month = date_trunc('month', receipts.day)
    where operation in ('sale', 'sale_return')
    group by all
),
active as (
    select
        cast(date_trunc('month', day) as date) as month,
        coalesce(category, 'unknown') as category,
        count(distinct payer_key) as active_payers,
        count(distinct payments.merchant_key) as active_merchants
    from payments
    left join categories
        on categories.merchant_key = payments.merchant_key and categories.month = date_trunc('month', payments.day)
    group by all
)
select
    sold.*,
    coalesce(active_payers, 0) as active_payers,
    coalesce(active_merchants, 0) as active_merchants
from sold
left join active using (month, category);

create table adoption_monthly as
with months as (
    select
        cast(date_trunc('month', day) as date) as month,
        count(distinct day) as days_seen,
        count(*) filter (operation = 'sale' and crypto_kzt > 0) as crypto_payments,
        quantile_disc(crypto_kzt, 0.5) filter (operation = 'sale' and crypto_kzt > 0) as crypto_ticket_median_kzt,
        quantile_disc(crypto_kzt, 0.9) filter (operation = 'sale' and crypto_kzt > 0) as crypto_ticket_p90_kzt
    from receipts
    group by all
),
payers as (
    select distinct cast(date_trunc('month', day) as date) as month, payer_key from payments
),
active as (
    select cast(date_trunc('month', day) as date) as month, count(distinct merchant_key) as active_merchants
    from payments
    group by all
),
returned as (
    select payers.month, count(*) as active_payers, count(later.payer_key) as retained_payers
    from payers
    left join payers as later on later.payer_key = payers.payer_key and later.month = payers.month + interval 1 month
    group by payers.month
)
select
    months.*,
    coalesce(active_payers, 0) as active_payers,
    coalesce(active_merchants, 0) as active_merchants,
    if(month = (select max(month) from months), null, retained_payers) as retained_payers
from months
left join returned using (month)
left join active using (month);

create table payment_assets_monthly as
select
    cast(date_trunc('month', day) as date) as month,
    asset,
    bool_or(is_stablecoin) as is_stablecoin,
    count(*) as confirmed_settlements,
    count(distinct payer_key) as active_payers,
    sum(least(settled_kzt, greatest(crypto_kzt - coalesce(settled_before_kzt, 0), 0))) as confirmed_crypto_turnover_kzt
from (
    select
        *,
        sum(settled_kzt) over (
            partition by day, cashbox_number, check_number
            order by settlement_id rows between unbounded preceding and 1 preceding
        ) as settled_before_kzt
    from payments
)
group by all;

create table retention_cohorts_monthly as
with payers as (
    select distinct payer_key, cast(date_trunc('month', day) as date) as month from payments
),
cohorts as (
    select payer_key, min(month) as cohort_month from payers group by payer_key
),
sizes as (
    select cohort_month, count(*) as cohort_payers from cohorts group by cohort_month
),
months as (
    select distinct cast(date_trunc('month', day) as date) as month from receipts
)
select
    cohort_month,
    month,
    date_diff('month', cohort_month, month) as month_number,
    cohort_payers,
    (
        select count(*)
        from payers
        join cohorts using (payer_key)
        where payers.month = months.month and cohorts.cohort_month = sizes.cohort_month
    ) as retained_payers
from sizes
join months on month >= cohort_month;

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
    if(bool_or(kzt is null) filter (side = 'buy'), null, coalesce(sum(kzt) filter (side = 'buy'), 0)) as on_ramp_kzt,
    if(bool_or(kzt is null) filter (side = 'sell'), null, coalesce(sum(kzt) filter (side = 'sell'), 0)) as off_ramp_kzt,
    if(bool_or(usd is null) filter (side = 'buy'), null, coalesce(sum(usd) filter (side = 'buy'), 0)) as on_ramp_usd,
    if(bool_or(usd is null) filter (side = 'sell'), null, coalesce(sum(usd) filter (side = 'sell'), 0)) as off_ramp_usd
from (
    select
        volumes.*,
        round(quote_amount * if(quote_currency = 'KZT', 1, rates.rate_kzt), 2) as kzt,
        round(
            if(
                quote_currency = 'USD',
                quote_amount,
                quote_amount * if(quote_currency = 'KZT', 1, rates.rate_kzt) / dollar.rate_kzt
            ),
            2
        ) as usd
    from volumes
    left join rates on rates.day = volumes.day and rates.currency = quote_currency
    left join rates as dollar on dollar.day = volumes.day and dollar.currency = 'USD'
    where quote_currency in (from currencies)
)
group by all;

create temp table valued_transfers as
select
    transfers.*,
    if(kind = 'fiat', 'financial', coalesce(assets.bpm7_account, 'unknown')) as bpm7_account,
    cast(
        round(
            case
                when kind = 'crypto' then amount * price_usd
                when asset = 'USD' then amount
                else amount * if(asset = 'KZT', 1, rates.rate_kzt) / dollar.rate_kzt
            end,
            2
        ) as decimal(18, 2)
    ) as usd,
    round(
        case
            when kind = 'crypto' then usd * dollar.rate_kzt
            when asset = 'KZT' then amount
            else amount * rates.rate_kzt
        end,
        2
    ) as kzt
from transfers
left join (select distinct asset, bpm7_account from assets) as assets using (asset)
left join prices using (day, asset)
left join rates on rates.day = transfers.day and rates.currency = asset
left join rates as dollar on dollar.day = transfers.day and dollar.currency = 'USD';

create table cross_border_flows_daily as
select
    day,
    asset,
    counterparty_residency,
    bpm7_account,
    count(*) filter (direction = 'deposit') as inflow_transfers,
    count(*) filter (direction = 'withdrawal') as outflow_transfers,
    if(inflow_transfers = 0, 0, sum(usd) filter (direction = 'deposit')) as inflow_usd,
    if(outflow_transfers = 0, 0, sum(usd) filter (direction = 'withdrawal')) as outflow_usd
from valued_transfers
where client_residency = 'resident' and counterparty_residency in ('non_resident', 'unknown')
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

create table vat_adjustments_monthly as
with adjusted as (
    select
        day,
        merchant_key,
        'goods_returned' as adjustment,
        coalesce(cast(timezone('Asia/Almaty', original_issued_at) as date), day) as turnover_on,
        is_taxed,
        vat_stated_pct,
        gross_kzt,
        cast(null as decimal(18, 2)) as turnover_kzt,
        vat_stated_kzt
    from receipt_lines
    where operation = 'sale_return'
    union all
    select
        note.day,
        note.seller_key,
        'credit_note',
        coalesce(original.turnover_on, note.related_issued_on),
        line.vat_pct is not null,
        line.vat_pct,
        -line.gross_kzt,
        -line.turnover_kzt,
        -line.vat_kzt
    from standing_invoices as note
    join invoice_lines as line using (day, seller_key, invoice_number)
    left join standing_invoices as original
        on original.seller_key = note.seller_key
        and original.invoice_number = note.related_invoice_number
        and original.issued_on = note.related_issued_on
    where note.invoice_type = 'additional' and line.turnover_kzt < 0
),
rated as (
    select
        cast(date_trunc('month', adjusted.day) as date) as month,
        adjusted.merchant_key,
        adjustment,
        cast(date_trunc('month', turnover_on) as date) as turnover_month,
        gross_kzt,
        turnover_kzt,
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
    from adjusted
    join vat on turnover_on between valid_from and valid_to
    left join merchants
        on merchants.merchant_key = adjusted.merchant_key and turnover_on between known_from and known_to
)
select
    month,
    merchant_key,
    adjustment,
    turnover_month,
    is_vat_payer,
    vat_rate_pct,
    count(*) as line_count,
    sum(gross_kzt) as gross_kzt,
    if(
        is_vat_payer,
        sum(cast(round(
            coalesce(turnover_kzt * vat_rate_pct / 100, gross_kzt * vat_rate_pct / (100 + vat_rate_pct)), 2
        ) as decimal(18, 2))),
        0
    ) as vat_kzt,
    sum(vat_stated_kzt) as vat_stated_kzt
from rated
group by month, merchant_key, adjustment, turnover_month, is_vat_payer, vat_rate_pct;

create table carf_aggregates_yearly as
with newest as (
    from year_aggregates
    qualify day = max(day) over (partition by venue_id, client_key, year, asset, element, type_code)
),
legs as (
    select
        year(day) as year,
        venue_id,
        client_key,
        base_asset as asset,
        side = 'buy' as is_in,
        quote_currency,
        base_amount as units
    from trades
    union all
    select year(day), venue_id, client_key, quote_currency, side <> 'buy', quote_currency, quote_amount
    from trades
    where quote_currency not in (from currencies)
),
traded as (
    select
        year,
        venue_id,
        client_key,
        asset,
        concat('Crypto', if(quote_currency in (from currencies), 'Fiat', 'ToCrypto'), if(is_in, 'In', 'Out')) as element,
        count(*) as traded_transactions,
        sum(units) as traded_units
    from legs
    group by all
)
select
    newest.year,
    venue_id,
    client_key,
    asset,
    element,
    type_code,
    day as as_of_on,
    transaction_count,
    amount,
    currency,
    units,
    traded_transactions,
    traded_units
from newest
left join (select *, 'none' as type_code from traded)
    using (year, venue_id, client_key, asset, element, type_code)
where asset not in (from currencies);

create table exchange_office_turnover_daily as
select
    day,
    office_id,
    asset,
    coalesce(sum(operation_count) filter (side = 'buy'), 0) as bought_operations,
    coalesce(sum(operation_count) filter (side = 'sell'), 0) as sold_operations,
    coalesce(sum(asset_amount) filter (side = 'buy'), 0) as bought_units,
    coalesce(sum(asset_amount) filter (side = 'sell'), 0) as sold_units,
    sum(turnover_kzt) as turnover_kzt,
    sum(fee_kzt) as fee_kzt,
    cast(round(100 * sum(fee_kzt) / sum(turnover_kzt), 4) as decimal(9, 4)) as fee_pct
from office_turnovers
group by all;

create table travel_rule_completeness_daily as
select
    day,
    venue_id,
    count(*) as crypto_transfers,
    count(*) filter (usd >= 1000) as covered_transfers,
    count(*) filter (usd >= 1000 and is_travel_rule_complete) as complete_transfers,
    count(*) filter (usd >= 1000 and is_travel_rule_claimed_complete) as claimed_complete_transfers,
    count(*) filter (usd >= 1000 and is_counterparty_self_hosted) as self_hosted_transfers,
    coalesce(sum(usd) filter (usd >= 1000), 0) as covered_usd,
    count(*) filter (usd is null) as unvalued_transfers
from (
    select transfers.*, round(amount * price_usd, 2) as usd
    from transfers
    left join prices using (day, asset)
    where kind = 'crypto'
)
group by all;

create table retail_limit_breaching_clients_monthly as
with untested as (
    select month, venue_id, client_key, arg_max(deposited_usd, day) as deposited_usd
    from month_limits
    where client_residency = 'resident' and not is_knowledge_test_passed
    group by all
)
select
    month,
    client_key,
    count(*) as venues,
    sum(deposited_usd) as deposited_usd,
    max(deposited_usd) as largest_venue_usd,
    sum(deposited_usd) - 1000 as excess_usd,
    max(deposited_usd) > 1000 as is_breach_at_one_venue
from untested
group by all
having sum(deposited_usd) > 1000;

create table unpermitted_asset_trades_daily as
with traded as (
    select day, venue_id, base_asset as asset, trade_count, base_amount as units from volumes
    union all
    select day, venue_id, quote_currency, trade_count, quote_amount from volumes
    where quote_currency not in (from currencies)
)
select
    day,
    venue_id,
    asset,
    if(bool_or(listed.asset is null), 'not_listed', 'not_permitted') as permission,
    sum(trade_count) as trade_count,
    sum(units) as units
from traded
left join (select day, asset, bool_or(is_permitted) as is_permitted from daily_assets group by all) as listed
    using (day, asset)
where not coalesce(is_permitted, false)
group by day, venue_id, asset;

create temp table decided_operations as
from operations
qualify row_number() over (partition by operation_id order by status = 'PDNG', decided_at desc, status) = 1;

create temp table decided_orders as
with outcomes as (
    select
        original_message_id,
        original_end_to_end_id,
        arg_max(status, decided_at) as status,
        max(decided_at) as decided_at
    from decisions
    where status <> 'PDNG'
    group by all
),
sent as (
    from orders qualify row_number() over (partition by message_id, end_to_end_id order by day) = 1
)
select
    sent.*,
    coalesce(status, 'PDNG') as status,
    date_diff('second', created_at, decided_at) as seconds_to_decide
from sent
left join outcomes on original_message_id = message_id and original_end_to_end_id = end_to_end_id;

create table supply_daily as
with held as (
    select
        day,
        -coalesce(sum(opening_balance_kzt) filter (account_type = 'issuer'), 0) as opening_kzt,
        -coalesce(sum(closing_balance_kzt) filter (account_type = 'issuer'), 0) as outstanding_kzt,
        coalesce(sum(closing_balance_kzt) filter (account_type = 'holder'), 0) as held_kzt,
        coalesce(sum(marked_balance_kzt) filter (account_type = 'holder'), 0) as marked_kzt
    from balances
    group by day
),
made as (
    select
        day,
        coalesce(sum(amount_kzt) filter (transaction_type = 'ISSUE'), 0) as issued_kzt,
        coalesce(sum(amount_kzt) filter (transaction_type = 'REDEEM'), 0) as redeemed_kzt
    from decided_operations
    where status = 'ACSC'
    group by day
),
paid as (
    select day, sum(amount_kzt) as paid_kzt from decided_orders where status = 'ACSC' group by day
)
select
    day,
    coalesce(issued_kzt, 0) as issued_kzt,
    coalesce(redeemed_kzt, 0) as redeemed_kzt,
    opening_kzt,
    outstanding_kzt,
    held_kzt,
    marked_kzt,
    coalesce(paid_kzt, 0) as paid_kzt
from held
full join made using (day)
full join paid using (day);

create table hash_rate_share_daily as
select
    day,
    asset,
    estimated_by,
    licences,
    declared_hash_rate_ths,
    coalesce(distributing_licences, 0) as distributing_licences,
    cast(round(declared_hash_rate_ths / 10000 / hash_rate_ehs, 6) as decimal(18, 6)) as declared_share_pct,
    cast(round(100 * coalesce(distributed_btc, 0) / 450, 6) as decimal(18, 6)) as implied_share_pct
from hash_rates
join (
    select day, count(*) as licences, sum(declared_hash_rate_ths) as declared_hash_rate_ths
    from mining_licences
    where day between licensed_from and licensed_to
    group by day
) using (day)
left join (
    select
        day,
        count(distinct licence_number) as distributing_licences,
        sum(cast(amount_base_units as bigint)) / 1e8 as distributed_btc
    from distributions
    semi join (from mining_licences where day between licensed_from and licensed_to) using (day, licence_number)
    where asset = 'BTC'
    group by day
) using (day)
where asset = 'BTC';

create table mining_fees_daily as
select
    day,
    tariff_source,
    count(*) as metering_points,
    count(*) filter (not is_metered) as unmetered_points,
    sum(energy_kwh) as metered_kwh
from energy
group by all;

create temp table reserve_balances as
with evm as (
    select day, chain_id, token_address, from_address, to_address, amount_base_units from token_transfers
    union all
    select day, chain_id, 'native', from_address, to_address, amount_base_units from native_transfers
    union all
    select day, chain_id, 'native', null, to_address, amount_base_units from withdrawals
    union all
    select
        day,
        chain_id,
        'native',
        from_address,
        null,
        cast(gas_used * cast(effective_gas_price_base_units as hugeint) as varchar)
    from transactions
),
landed_outputs as (
    select outputs.*, inputs.day as spent_on
    from bitcoin_outputs as outputs
    semi join (from reserve_wallets where chain = 'bitcoin') as wallets using (address)
    left join bitcoin_inputs as inputs
        on inputs.chain = outputs.chain
        and inputs.spent_transaction_id = outputs.transaction_id
        and inputs.spent_output_index = outputs.output_index
),
moves as (
    select day, 'evm' as chain, from_address, to_address, asset, amount_base_units, scale
    from evm
    join tokens using (chain_id, token_address)
    union all
    select day, 'bitcoin', null, address, 'BTC', cast(value_satoshi as varchar), 0.00000001 from landed_outputs
    union all
    select greatest(day, spent_on), 'bitcoin', address, null, 'BTC', cast(value_satoshi as varchar), 0.00000001
    from landed_outputs
    where spent_on is not null
    union all
    select day, 'tron', from_address, to_address, 'USDT', amount_base_units, 0.000001 from tron_transfers
),
net as (
    select
        moves.day as moved_on,
        address,
        asset,
        sum(
            if(address = to_address, 1, -1) * cast(amount_base_units as decimal(30, 0)) * cast(scale as decimal(38, 18))
        ) as units
    from (select distinct chain, address, asset from reserve_wallets) as wallets
    join moves using (chain, asset)
    where address in (from_address, to_address) and from_address is distinct from to_address
    group by all
),
moved as (
    select wallets.day, address, asset, sum(units) as units
    from reserve_wallets as wallets
    join net using (address, asset)
    where moved_on <= wallets.day
    group by all
)
select
    wallets.*,
    if(asset in (select asset from moves) and coalesce(units, 0) >= 0, coalesce(units, 0), null) as units
from reserve_wallets as wallets
left join moved using (day, address, asset)
where day between held_from and coalesce(held_to, day);

create table reserve_holdings_daily as
select
    day,
    fund,
    asset,
    acquired_by,
    count(*) as wallets,
    if(count(units) = count(*), sum(units), null) as units
from reserve_balances
group by all;

create table cross_border_balance_monthly as
select
    cast(date_trunc('month', day) as date) as month,
    bpm7_account,
    case bpm7_account
        when 'capital' then 'non_produced_non_financial_assets'
        when 'financial' then 'currency_and_deposits'
        else 'unknown'
    end as bpm7_instrument,
    count(*) as transfers,
    count(*) filter (counterparty_residency = 'unknown') as unknown_residency_transfers,
    sum(usd) filter (direction = 'deposit') as inflow_usd,
    sum(usd) filter (direction = 'withdrawal') as outflow_usd,
    inflow_usd - outflow_usd as net_usd,
    sum(usd) filter (counterparty_residency = 'unknown') as unknown_residency_usd,
    cast(round(100 * unknown_residency_usd / sum(usd), 4) as decimal(9, 4)) as unknown_residency_pct,
    count(*) filter (usd is null) as unvalued_transfers
from valued_transfers
where client_residency = 'resident' and counterparty_residency in ('non_resident', 'unknown')
group by all;

create table retail_limit_breaches_monthly as
with clients as (
    select
        month,
        client_key,
        arg_max(deposited_usd, day) filter (not is_knowledge_test_passed) as before_test_usd
    from month_limits
    where client_residency = 'resident'
    group by month, client_key, venue_id
),
over_venues as (
    select
        month,
        client_key,
        sum(before_test_usd) as before_test_usd,
        max(before_test_usd) as largest_venue_usd
    from clients
    group by all
)
select
    month,
    1000 as limit_usd,
    count(*) as active_clients,
    count(before_test_usd) as untested_clients,
    count(*) filter (before_test_usd > 1000) as breaching_clients,
    count(*) filter (before_test_usd > 1000 and largest_venue_usd <= 1000) as breaches_across_venues,
    cast(round(100 * breaching_clients / active_clients, 4) as decimal(9, 4)) as breaching_pct,
    coalesce(sum(before_test_usd - 1000) filter (before_test_usd > 1000), 0) as excess_usd
from over_venues
group by month;

create table seizure_transfers_daily as
select
    day,
    fund,
    count(*) as seizures,
    count(*) filter (seized_on is not null and has_come) as transferred_seizures,
    count(*) filter (seized_on is not null and not has_come) as open_seizures,
    count(*) filter (seized_on is null) as undated_seizures,
    nullif(
        quantile_disc(if(has_come, held_from - seized_on, 'infinity'::double), 0.5) filter (seized_on is not null),
        'infinity'::double
    ) as median_days_to_transfer,
    max(day - seized_on) filter (not has_come) as longest_open_days
from (select *, coalesce(held_from <= day, false) as has_come from reserve_wallets where acquired_by = 'seized')
group by all;

create table sandbox_participants_monthly as
with newest as (
    from participants where day in (select max(day) from participants group by date_trunc('month', day))
),
waits as (
    select
        day,
        coalesce(admitted_on, exited_on, day) - applied_on as waited_days,
        admitted_on is not null as is_admitted,
        admitted_on is null and exited_on is null as is_open
    from newest
),
steps as (
    select
        day,
        waited_days,
        product(1 - admitted / at_risk) over (partition by day order by waited_days) as still_waiting
    from (
        select
            day,
            waited_days,
            count(*) filter (is_admitted) as admitted,
            sum(count(*)) over (partition by day order by waited_days desc) as at_risk
        from waits
        group by day, waited_days
    )
),
quantiles as (
    select
        day,
        min(waited_days) filter (still_waiting <= 0.5 + 1e-9) as median_days_to_admission,
        min(waited_days) filter (still_waiting <= 0.1 + 1e-9) as p90_days_to_admission,
        max(waited_days) as longest_days_to_admission
    from steps
    group by day
),
counted as (
    select
        day,
        count(*) filter (is_admitted) as applications_admitted,
        count(*) filter (is_open) as applications_open
    from waits
    group by day
),
staged as (
    select
        day,
        count(*) as participants,
        count(*) filter (stage = 'applied') as applied_participants,
        count(*) filter (stage = 'admitted') as admitted_participants,
        count(*) filter (stage = 'live') as live_participants,
        count(*) filter (stage = 'graduated') as graduated_participants,
        count(*) filter (stage = 'exited') as exited_participants
    from newest
    group by day
),
worked as (
    select date_trunc('month', day) as month, sum(transactions) as transactions, sum(incidents) as incidents
    from participants
    group by all
)
select
    cast(date_trunc('month', day) as date) as month,
    day as as_of_on,
    * exclude (day, month),
    cast(round(1000 * incidents / nullif(transactions, 0), 4) as decimal(18, 4)) as incidents_per_1000_transactions
from staged
join counted using (day)
join quantiles using (day)
join worked on worked.month = date_trunc('month', day);

create table resident_firms_monthly as
with newest as (
    select
        *,
        cast(date_trunc('month', day) as date) as month,
        resident_from <= day and coalesce(resident_to >= day, true) as is_resident,
        resident_from > told_to_on and resident_from <= day as has_joined,
        coalesce(resident_to >= told_to_on and resident_to < day, false) as has_left,
        oked_code[:2] in ('62', '63') as is_it
    from residents
    join (
        select
            max(day) as day,
            coalesce(
                lag(max(day)) over (order by date_trunc('month', day)), cast(date_trunc('month', day) as date) - 1
            ) as told_to_on
        from residents
        group by date_trunc('month', day)
    ) using (day)
),
places as (
    select
        month,
        kato_code,
        round(100 * sum(headcount) filter (is_it) / nullif(sum(headcount), 0), 4) as place_it_share_pct
    from newest
    where is_resident
    group by all
),
kinds as (
    select
        month,
        kato_code,
        oked_code,
        day as as_of_on,
        is_it as is_it_activity,
        count(*) filter (is_resident) as firms,
        count(*) filter (has_joined) as firms_joined,
        count(*) filter (has_left) as firms_left,
        sum(if(is_resident, newest.headcount, 0)) as headcount,
        sum(if(is_resident, newest.specialists, 0)) as specialists,
        sum(if(has_joined, newest.headcount, 0) - if(has_left, newest.headcount, 0)) as net_inflow_people,
        count(average_wage_kzt) filter (is_resident and newest.headcount > 0) between 1 and 4 as is_wage_suppressed,
        sum(average_wage_kzt * newest.headcount) filter (is_resident)
        / nullif(sum(newest.headcount) filter (is_resident and average_wage_kzt is not null), 0) as wage_kzt
    from newest
    group by month, kato_code, oked_code, day, is_it
)
select
    * exclude (wage_kzt),
    firms_joined - firms_left as net_inflow_firms,
    round(100 * specialists / nullif(headcount, 0), 4) as specialists_pct,
    if(is_wage_suppressed, null, wage_kzt) as average_wage_kzt
from kinds
left join places using (month, kato_code);

create table mining_energy_daily as
with licensed as (
    select
        day, miner_key, count(*) as licences, sum(declared_hash_rate_ths) as declared_hash_rate_ths
    from mining_licences
    where day between licensed_from and licensed_to
    group by all
),
points as (
    select
        day,
        miner_key,
        count(distinct metering_point) as metering_points,
        count(distinct metering_point) filter (energy_kwh is null) as unmetered_points,
        count(distinct licence_number) as metered_licences,
        sum(energy_kwh) as metered_kwh
    from energy
    join (from mining_licences where day between licensed_from and licensed_to) using (day, licence_number)
    group by all
),
paid_out as (
    select day, mining_licences.miner_key, sum(cast(amount_base_units as bigint)) / 1e8 as distributed_btc
    from distributions
    join mining_licences using (day, licence_number)
    where asset = 'BTC' and day between licensed_from and licensed_to
    group by all
)
select
    day,
    miner_key,
    licences,
    declared_hash_rate_ths,
    coalesce(metering_points, 0) as metering_points,
    coalesce(unmetered_points, 0) as unmetered_points,
    metered_kwh / 1000 as metered_mwh,
    round(cast(declared_hash_rate_ths as double) * 15 * 1.01 * 24 / 1e6, 6) as implied_low_mwh,
    round(cast(declared_hash_rate_ths as double) * 28.2 * 1.1 * 24 / 1e6, 6) as implied_best_mwh,
    round(cast(declared_hash_rate_ths as double) * 45 * 1.2 * 24 / 1e6, 6) as implied_high_mwh,
    if(unmetered_points = 0 and metered_licences = licences, round(100 * metered_mwh / implied_best_mwh, 4), null)
        as metered_to_implied_pct,
    case
        when metered_to_implied_pct is null then 'unmetered'
        when metered_mwh < implied_low_mwh then 'below'
        when metered_mwh > implied_high_mwh then 'above'
        else 'within'
    end as metered_against_implied,
    coalesce(distributed_btc, 0) as distributed_btc,
    if(metered_to_implied_pct is not null, round(metered_kwh / distributed_btc, 2), null) as kwh_per_btc
from licensed
left join points using (day, miner_key)
left join paid_out using (day, miner_key);

create table settlements_daily as
with marks as (
    select end_to_end_id, any_value(mark_code) as mark_code, any_value(mark_purpose) as mark_purpose
    from operations
    where transaction_type = 'TRANSFER'
    group by end_to_end_id
),
ordered as (
    select
        day,
        status,
        amount_kzt,
        seconds_to_decide,
        case
            when mark_code = 'VAT' then 'digital_vat'
            when mark_purpose in ('road repair', 'gas pipeline', 'railway', 'school meals', 'farm machinery')
                then replace(mark_purpose, ' ', '_')
            when purpose_code in ('911', '912', '913') then 'taxes'
            else
                [
                    'pensions_and_benefits', 'transfers', 'currency_and_metals', 'deposits', 'loans', 'securities',
                    'securities', 'goods', 'services', 'budget'
                ][1 + try_cast(purpose_code[1] as integer)]
        end as scenario
    from decided_orders
    left join marks using (end_to_end_id)
    union all
    select day, status, amount_kzt, null, if(transaction_type = 'ISSUE', 'issue', 'redemption')
    from decided_operations
    where transaction_type in ('ISSUE', 'REDEEM')
)
select
    day,
    coalesce(scenario, 'unmapped') as scenario,
    count(*) as orders,
    count(*) filter (status = 'ACSC') as settled_orders,
    count(*) filter (status = 'RJCT') as rejected_orders,
    count(*) filter (status = 'PDNG') as pending_orders,
    coalesce(sum(amount_kzt) filter (status = 'ACSC'), 0) as settled_kzt,
    coalesce(sum(amount_kzt) filter (status = 'RJCT'), 0) as rejected_kzt,
    coalesce(sum(amount_kzt) filter (status = 'PDNG'), 0) as pending_kzt,
    round(100 * settled_orders / nullif(settled_orders + rejected_orders, 0), 4) as success_pct,
    quantile_disc(amount_kzt, 0.5) filter (status = 'ACSC') as median_settled_kzt,
    quantile_disc(seconds_to_decide, 0.5) as median_seconds,
    quantile_disc(seconds_to_decide, 0.9) as p90_seconds
from ordered
group by day, scenario;

create temp table marked_operations as
with spent as (
    select
        operations.*,
        purpose_code,
        made.transaction_type as made_by,
        made.mark_code as made_mark,
        made.mark_purpose as made_purpose,
        made.contract_number as made_contract,
        operations.transaction_type in ('ISSUE', 'VAT_SPLIT') or made.operation_id is null as is_own,
        if(is_own, operations.mark_code, made.mark_code) as money_mark,
        coalesce(if(is_own, operations.contract_number, null), made_contract, operations.contract_number, 'unknown')
            as money_contract,
        coalesce(if(is_own, operations.mark_purpose, null), made_purpose, operations.mark_purpose) as money_purpose
    from decided_operations as operations
    left join (from decided_operations where status = 'ACSC') as made
        on made.operation_id = operations.parent_operation_id
    left join decided_orders on decided_orders.end_to_end_id = operations.end_to_end_id
)
select
    *,
    case
        when transaction_type = 'TRANSFER' and made_by is not null and mark_code is distinct from made_mark
            then 'mark_lost'
        when
            transaction_type = 'TRANSFER'
            and made_by is not null
            and (contract_number is distinct from made_contract or mark_purpose is distinct from made_purpose)
            then 'purpose_changed'
        when
            transaction_type = 'TRANSFER'
            and if(money_mark = 'VAT', purpose_code <> '911', purpose_code[1] not in ('7', '8'))
            then 'purpose_code_not_permitted'
        when transaction_type = 'UNMARK' and made_by <> 'TRANSFER' then 'unspent'
        when transaction_type = 'REDEEM' then 'cashed_out'
        when status = 'RJCT' and reason_code = 'AG01' then 'forbidden'
    end as breach
from spent
where money_mark is not null;

create table marked_money_leaks as
select
    operation_id,
    day,
    money_mark as mark_code,
    money_contract as contract_number,
    money_purpose as mark_purpose,
    transaction_type,
    amount_kzt,
    breach,
    status,
    reason_code,
    purpose_code
from marked_operations
where breach is not null;

create table marked_money_daily as
with moved as (
    select
        day,
        money_mark as mark_code,
        money_contract as contract_number,
        coalesce(sum(amount_kzt) filter (is_done and transaction_type in ('ISSUE', 'VAT_SPLIT')), 0) as marked_kzt,
        coalesce(sum(amount_kzt) filter (is_paid and made_by in ('ISSUE', 'VAT_SPLIT')), 0) as spent_kzt,
        coalesce(sum(amount_kzt) filter (is_paid and is_of_spent), 0) as passed_on_kzt,
        coalesce(sum(amount_kzt) filter (is_paid and purpose_code is null), 0) as unknown_purpose_kzt,
        coalesce(sum(amount_kzt) filter (is_done and transaction_type = 'UNMARK'), 0) as unmarked_kzt,
        count(*) filter (status = 'RJCT' and breach is not null) as leak_attempts,
        coalesce(sum(amount_kzt) filter (status = 'RJCT' and breach is not null), 0) as leak_attempts_kzt,
        count(*) filter (status = 'ACSC' and breach is not null) as leaks,
        coalesce(sum(amount_kzt) filter (status = 'ACSC' and breach is not null), 0) as leaked_kzt,
        coalesce(sum(amount_kzt) filter (status = 'ACSC' and breach is not null and is_of_spent), 0)
            as leaked_of_spent_kzt,
        max(tier_depth) filter (is_paid) as tier
    from (
        select
            *,
            status = 'ACSC' and breach is null as is_done,
            status = 'ACSC' and breach is null and transaction_type = 'TRANSFER' as is_paid,
            coalesce(made_by not in ('ISSUE', 'VAT_SPLIT'), true) as is_of_spent
        from marked_operations
    )
    group by all
)
select
    * exclude (leaked_of_spent_kzt, tier),
    sum(marked_kzt) over so_far as marked_to_date_kzt,
    sum(spent_kzt) over so_far as spent_to_date_kzt,
    sum(passed_on_kzt) over so_far as passed_on_to_date_kzt,
    sum(leaked_kzt) over so_far as leaked_to_date_kzt,
    round(100 * (spent_to_date_kzt - sum(leaked_of_spent_kzt) over so_far) / nullif(marked_to_date_kzt, 0), 4)
        as compliance_pct,
    round(100 * leaked_to_date_kzt / nullif(marked_to_date_kzt, 0), 4) as leaked_pct,
    max(tier) over so_far as deepest_tier,
    round((spent_to_date_kzt + passed_on_to_date_kzt) / nullif(spent_to_date_kzt, 0), 4) as mean_tier
from moved
window so_far as (partition by mark_code, contract_number order by day);

create temp table calendar as
select
    cast(each as date) as calendar_on,
    case kind when 'working_day' then true when 'holiday' then false when 'day_off' then false else isodow(each) < 6 end
        as is_working,
    coalesce(not is_working and confidence = 'low', false) as is_forecast,
    sum(cast(is_working as integer)) over (order by each) as working_days,
    sum(cast(is_forecast as integer)) over (order by each) as forecasts
from (
    select unnest(range(
        cast(date_trunc('year', min(calendar_on)) as date),
        date_trunc('year', max(calendar_on)) + interval 1 year,
        interval 1 day
    )) as each
    from work_calendar
)
left join (
    select calendar_on, arg_max(kind, day) as kind, arg_max(confidence, day) as confidence
    from work_calendar
    group by all
) on calendar_on = each;

create temp table refund_waits as
with months as (
    select date_trunc('month', day) as month, min(day) as observed_from_on, max(day) as observed_to_on
    from refunds
    group by all
),
last_seen as (
    from refunds
    qualify day = max(day) over (partition by application_id, date_trunc('month', day))
),
spans as (
    select
        cast(month as date) as month,
        observed_from_on,
        observed_to_on,
        channel,
        amount_kzt,
        applied_on,
        if(status in ('credited', 'rejected'), status, 'open') as outcome,
        if(applied_on < observed_from_on, observed_from_on - 1, null) as unseen_to_on,
        case status when 'credited' then credited_on when 'rejected' then decided_on else observed_to_on end as left_on
    from last_seen
    join months on month = date_trunc('month', day)
)
select
    spans.*,
    left_on - applied_on as calendar_days,
    coalesce(unseen_to_on - applied_on, -1) as unseen_calendar_days,
    gone.working_days - applied.working_days as business_days,
    coalesce(unseen.working_days - applied.working_days, -1) as unseen_business_days,
    gone.forecasts > applied.forecasts as rests_on_forecast
from spans
left join calendar as applied on applied.calendar_on = applied_on
left join calendar as unseen on unseen.calendar_on = unseen_to_on
left join calendar as gone on gone.calendar_on = left_on;

create temp table refund_risks as
with waits as (
    select month, channel, outcome, 'calendar_days' as day_unit, calendar_days as waited, unseen_calendar_days as unseen
    from refund_waits
    union all
    select month, channel, outcome, 'business_days', business_days, unseen_business_days from refund_waits
),
lengths as (
    select month, channel, day_unit, cast(max(waited) as bigint) as longest, unnest(range(longest + 2)) as waited_days
    from waits
    group by month, channel, day_unit
)
select
    lengths.month,
    lengths.channel,
    lengths.day_unit,
    waited_days,
    count(*) filter (outcome = 'credited' and waited = waited_days) as credited_applications,
    count(*) filter (unseen < waited_days or outcome = 'credited' and waited = waited_days) as at_risk_applications,
    waited_days < longest as is_outwaited
from lengths
left join waits
    on waits.month = lengths.month
    and waits.channel = lengths.channel
    and waits.day_unit = lengths.day_unit
    and waited >= waited_days
group by all;

create temp table refunds_unknown as
select
    month,
    channel,
    day_unit,
    min(waited_days) filter (
        at_risk_applications = 0 or credited_applications = at_risk_applications and is_outwaited
    ) as unknown_from
from refund_risks
group by all;

create table vat_refund_survival_monthly as
select
    month,
    channel,
    day_unit,
    waited_days,
    at_risk_applications,
    credited_applications,
    if(
        waited_days < unknown_from,
        round(100 * product(1 - credited_applications / at_risk_applications) over up_to_here, 4),
        null
    ) as still_waiting_pct
from refund_risks
join refunds_unknown using (month, channel, day_unit)
where credited_applications > 0
window up_to_here as (partition by month, channel, day_unit order by waited_days);

create table vat_refunds_monthly as
with counted as (
    select
        month,
        channel,
        observed_from_on,
        observed_to_on,
        count(*) filter (applied_on >= month) as applications,
        count(*) filter (outcome = 'credited') as credited_applications,
        count(*) filter (outcome = 'rejected') as rejected_applications,
        count(*) filter (outcome = 'open') as open_applications,
        coalesce(sum(amount_kzt) filter (outcome = 'credited'), 0) as credited_kzt,
        coalesce(sum(amount_kzt) filter (outcome = 'open'), 0) as open_kzt,
        max(calendar_days) as longest_calendar_days,
        max(business_days) as longest_business_days,
        bool_or(rests_on_forecast) as rests_on_low_confidence_days
    from refund_waits
    group by all
),
quantiles as (
    select
        month,
        channel,
        min(waited_days) filter (day_unit = 'calendar_days' and still_waiting_pct <= 50) as median_calendar_days,
        min(waited_days) filter (day_unit = 'calendar_days' and still_waiting_pct <= 10) as p90_calendar_days,
        min(waited_days) filter (day_unit = 'business_days' and still_waiting_pct <= 50) as median_business_days,
        min(waited_days) filter (day_unit = 'business_days' and still_waiting_pct <= 10) as p90_business_days,
        min(still_waiting_pct) filter (day_unit = 'business_days' and waited_days <= 5) as waiting_after_target_pct
    from vat_refund_survival_monthly
    group by all
),
known as (
    select
        month,
        channel,
        any_value(unknown_from - 1) filter (day_unit = 'calendar_days' and unknown_from > 0) as known_to_calendar_days,
        any_value(unknown_from - 1) filter (day_unit = 'business_days' and unknown_from > 0) as known_to_business_days
    from refunds_unknown
    group by month, channel
),
measured as (
    select
        *,
        if(
            known_to_business_days >= 5 or waiting_after_target_pct = 0, 100 - coalesce(waiting_after_target_pct, 100), null
        ) as within_target_pct
    from counted
    left join quantiles using (month, channel)
    left join known using (month, channel)
)
select
    * exclude (waiting_after_target_pct),
    0 as uncounted_applications,
    5 as target_business_days,
    90 as baseline_2026_calendar_days,
    70 as baseline_2024_low_calendar_days,
    75 as baseline_2024_high_calendar_days,
    10 as pilot_2024_low_calendar_days,
    15 as pilot_2024_high_calendar_days,
    case
        when median_business_days < 5 then 'faster'
        when median_business_days = 5 then 'within'
        when median_business_days > 5 or known_to_business_days >= 5 then 'slower'
        else 'unknown'
    end as against_target,
    case
        when median_calendar_days < 90 then 'faster'
        when median_calendar_days = 90 then 'within'
        when median_calendar_days > 90 or known_to_calendar_days >= 90 then 'slower'
        else 'unknown'
    end as against_baseline_2026,
    case
        when median_calendar_days < 70 then 'faster'
        when median_calendar_days <= 75 then 'within'
        when median_calendar_days > 75 or known_to_calendar_days >= 75 then 'slower'
        else 'unknown'
    end as against_baseline_2024,
    case
        when median_calendar_days < 10 then 'faster'
        when median_calendar_days <= 15 then 'within'
        when median_calendar_days > 15 or known_to_calendar_days >= 15 then 'slower'
        else 'unknown'
    end as against_pilot_2024
from measured;

create table vat_refund_waits_monthly as
select
    month,
    channel,
    7 * band as waited_from_days,
    if(band = 14, null, 7 * band + 6) as waited_to_days,
    count(*) filter (least(calendar_days // 7, 14) = band and outcome = 'credited') as credited_applications,
    count(*) filter (least(calendar_days // 7, 14) = band and outcome = 'rejected') as rejected_applications,
    count(*) filter (least(calendar_days // 7, 14) = band and outcome = 'open') as open_applications
from refund_waits
cross join range(15) as bands(band)
group by month, channel, band;

create temp table quarters as
with days as (
    select distinct date_trunc('quarter', day) as quarter from receipts
    union
    select distinct date_trunc('quarter', day) from energy
    union
    select distinct quarter from vat_returns
    union
    select distinct quarter from tax_payments
),
told as (
    select day from vat_returns union select day from tax_payments
),
quarters as (
    select
        cast(quarter as date) as quarter,
        cast(quarter + interval 3 months as date) as following,
        cast(quarter + interval 4 months as date) as second_month
    from days
)
select
    *,
    following - quarter as days,
    (select max(day) from told where day < quarter + interval 15 months) as known_on,
    (select count(distinct day) from receipts where day >= quarter and day < following) as receipt_days,
    (select count(distinct day) from energy where day >= quarter and day < following) as energy_days,
    (select count(distinct day) from receipts where day between quarter and following + 14) = days + 15
        as is_turnover_complete,
    (select min(calendar_on) from calendar where is_working and calendar_on >= second_month + 14) as return_due_on,
    (select min(calendar_on) from calendar where is_working and calendar_on >= second_month + 24) as payment_due_on,
    (select min(calendar_on) from calendar where is_working and calendar_on >= following + 19) as fee_due_on
from quarters;

create table mining_fees_quarterly as
with used as (
    select
        cast(date_trunc('quarter', day) as date) as quarter,
        coalesce(miner_key, 'unknown') as miner_key,
        sum(energy_kwh) as metered_kwh,
        count(*) filter (not is_metered) as unmetered_point_days,
        sum(energy_kwh * if(tariff_source = 'own_renewable', 1, 2)) as fee_due_kzt
    from energy
    left join (select licence_number, arg_max(miner_key, day) as miner_key from mining_licences group by all)
        using (licence_number)
    group by all
),
paid as (
    select quarter, taxpayer_key as miner_key, sum(amount_kzt) as fee_paid_kzt
    from tax_payments
    join quarters using (quarter)
    where day = known_on and tax = 'mining_fee' and purpose_code = '911'
    group by all
),
fees as (
    select
        quarter,
        miner_key,
        known_on,
        days,
        energy_days as days_landed,
        energy_days = days as is_quarter_complete,
        fee_due_on as due_on,
        coalesce(known_on >= fee_due_on, false) as is_due,
        if(energy_days > 0, coalesce(metered_kwh, 0), null) as metered_kwh,
        coalesce(unmetered_point_days, 0) as unmetered_point_days,
        if(energy_days > 0, 0, null) as unrated_kwh,
        if(energy_days > 0, round(coalesce(fee_due_kzt, 0), 2), null) as fee_due_kzt,
        coalesce(fee_paid_kzt, 0) as fee_paid_kzt
    from used
    full join paid using (quarter, miner_key)
    join quarters using (quarter)
)
select
    *,
    if(is_due and is_quarter_complete and unmetered_point_days = 0, fee_due_kzt - fee_paid_kzt, null) as fee_gap_kzt,
    round(100 * fee_gap_kzt / nullif(fee_due_kzt, 0), 4) as fee_gap_pct
from fees;

create temp table licensed_venues as
select distinct day, venue_id from licences
where licence_status = 'active' and day between valid_from and coalesce(valid_to, day);

create table mined_asset_sales_quarterly as
with paid_out as (
    select
        cast(date_trunc('quarter', distributed_on) as date) as quarter,
        miner_key,
        asset,
        count(*) as distributions,
        count(*) filter (decimals is null) as unscaled_distributions,
        sum(cast(amount_base_units as hugeint) / pow(10, decimals)) as distributed_units
    from distributions
    left join (select distinct asset, decimals from assets) using (asset)
    group by all
),
sold as (
    select
        cast(date_trunc('quarter', trades.day) as date) as quarter,
        coalesce(client_bin, client_key) as miner_key,
        base_asset as asset,
        count(*) as sales,
        sum(base_amount) as sold_units
    from trades
    semi join licensed_venues using (day, venue_id)
    where
        side = 'sell'
        and coalesce(client_bin, client_key) in (select miner_key from distributions)
        and base_asset in (select asset from distributions)
    group by all
),
both_landed as (
    select day from mining_licences intersect select day from venues
),
landed as (
    select date_trunc('quarter', day) as quarter, count(*) as days_landed from both_landed group by all
),
sales as (
    select
        quarter,
        miner_key,
        asset,
        date_diff('day', quarter, quarter + interval 3 months) as days,
        coalesce(days_landed, 0) as days_landed,
        coalesce(days_landed, 0) = days as is_quarter_complete,
        coalesce(distributions, 0) as distributions,
        coalesce(unscaled_distributions, 0) as unscaled_distributions,
        round(if(distributions is null, 0, distributed_units), 8) as distributed_units,
        coalesce(sales, 0) as sales,
        round(coalesce(sold_units, 0), 8) as sold_units,
        75 as minimum_pct
    from paid_out
    full join sold using (quarter, miner_key, asset)
    left join landed using (quarter)
)
select
    *,
    if(
        is_quarter_complete and unscaled_distributions = 0,
        round(100 * sold_units / nullif(distributed_units, 0), 4),
        null
    ) as sold_pct,
    sold_pct < minimum_pct as is_below_minimum
from sales;

create table vat_gap_quarterly as
with by_receipts as (
    select date_trunc('quarter', month) as quarter, merchant_key, sum(vat_due_kzt) as receipts_vat_due_kzt
    from vat_due_monthly
    group by all
),
by_invoices as (
    select
        date_trunc('quarter', invoice.turnover_on) as quarter,
        invoice.seller_key as merchant_key,
        sum(cast(round(
            line.turnover_kzt
            * case
                when line.vat_pct is null then 0
                when line.vat_pct in (medical, periodicals, 0) then cast(line.vat_pct as integer)
                else standard
            end
            / 100, 2
        ) as decimal(18, 2))) as invoices_vat_due_kzt
    from standing_invoices as invoice
    join invoice_lines as line using (day, seller_key, invoice_number)
    left join standing_invoices as original
        on original.seller_key = invoice.seller_key
        and original.invoice_number = invoice.related_invoice_number
        and original.issued_on = invoice.related_issued_on
    join vat
        on if(
            invoice.invoice_type = 'additional' and line.turnover_kzt < 0,
            coalesce(original.turnover_on, invoice.related_issued_on),
            invoice.turnover_on
        ) between valid_from and valid_to
    join merchants
        on merchants.merchant_key = invoice.seller_key
        and if(
            invoice.invoice_type = 'additional' and line.turnover_kzt < 0,
            coalesce(original.turnover_on, invoice.related_issued_on),
            invoice.turnover_on
        ) between greatest(known_from, vat_payer_from) and least(known_to, ifnull(vat_payer_to, known_to))
    where tax_regime <> 'simplified' or is_simplified_vat_allowed
    group by all
),
declared as (
    select
        quarter,
        taxpayer_key as merchant_key,
        min(filed_on) as first_filed_on,
        count(*) as return_count,
        sum(vat_without_invoice_kzt) as receipts_vat_declared_kzt,
        sum(vat_with_invoice_kzt) as invoices_vat_declared_kzt,
        sum(vat_offset_kzt) as vat_offset_kzt
    from vat_returns
    join quarters using (quarter)
    where day = known_on
    group by all
),
paid as (
    select quarter, taxpayer_key as merchant_key, sum(amount_kzt) as vat_paid_kzt
    from tax_payments
    join quarters using (quarter)
    where day = known_on and tax = 'vat' and purpose_code = '911'
    group by all
),
sums as (
    select
        quarter,
        merchant_key,
        oked_code,
        known_on,
        days,
        receipt_days as days_landed,
        is_turnover_complete,
        return_due_on,
        payment_due_on,
        coalesce(known_on >= return_due_on, false) as is_return_due,
        coalesce(known_on >= payment_due_on, false) as is_payment_due,
        first_filed_on,
        coalesce(return_count, 0) as return_count,
        if(receipt_days > 0, coalesce(receipts_vat_due_kzt, 0), null) as receipts_vat_due_kzt,
        coalesce(invoices_vat_due_kzt, 0) as invoices_vat_due_kzt,
        coalesce(receipts_vat_declared_kzt, 0) as receipts_vat_declared_kzt,
        coalesce(invoices_vat_declared_kzt, 0) as invoices_vat_declared_kzt,
        coalesce(vat_offset_kzt, 0) as vat_offset_kzt,
        coalesce(vat_paid_kzt, 0) as vat_paid_kzt
    from by_receipts
    full join by_invoices using (quarter, merchant_key)
    full join declared using (quarter, merchant_key)
    full join paid using (quarter, merchant_key)
    join quarters using (quarter)
    left join newest_register using (merchant_key)
    where receipts_vat_due_kzt <> 0 or invoices_vat_due_kzt <> 0 or return_count > 0 or vat_paid_kzt > 0
),
duties as (
    select
        *,
        receipts_vat_due_kzt + invoices_vat_due_kzt as vat_due_kzt,
        receipts_vat_declared_kzt + invoices_vat_declared_kzt as vat_declared_kzt,
        greatest(vat_declared_kzt - vat_offset_kzt, 0) as vat_payable_kzt
    from sums
),
gaps as (
    select
        *,
        if(is_return_due and is_turnover_complete, receipts_vat_due_kzt - receipts_vat_declared_kzt, null)
            as receipts_gap_kzt,
        if(is_return_due and is_turnover_complete, vat_due_kzt - vat_declared_kzt, null) as compliance_gap_kzt,
        if(is_payment_due, vat_payable_kzt - vat_paid_kzt, null) as collection_gap_kzt,
        compliance_gap_kzt + collection_gap_kzt as total_gap_kzt
    from duties
)
select
    *,
    round(100 * receipts_gap_kzt / nullif(greatest(receipts_vat_due_kzt, 0), 0), 4) as receipts_gap_pct,
    round(100 * compliance_gap_kzt / nullif(greatest(vat_due_kzt, 0), 0), 4) as compliance_gap_pct,
    round(100 * collection_gap_kzt / nullif(vat_payable_kzt, 0), 4) as collection_gap_pct,
    round(100 * total_gap_kzt / nullif(greatest(vat_due_kzt - vat_declared_kzt + vat_payable_kzt, 0), 0), 4)
        as total_gap_pct
from gaps;

create temp table roles as
with told as (
    select *, bool_or(residency = 'resident') over (partition by address) as is_resident
    from daily_labels
    where day = (select max(day) from daily_labels)
),
named as (
    select
        address,
        case
            when category in ('sanctioned', 'mixing_service') then category
            when category in ('hack', 'black_list') then 'stolen'
            when category = 'exchange' and residency = 'resident' then 'venue'
            when category = 'exchange' and not is_resident then 'unlicensed_exchange'
            when category = 'resident' then 'person'
            else 'service'
        end as role,
        list_position(
            ['sanctioned', 'mixing_service', 'stolen', 'venue', 'unlicensed_exchange', 'person', 'service'], role
        ) as rank,
        list_position(['high', 'medium', 'low'], confidence) as doubt
    from told
)
select address, role, rank not in (4, 6, 7) as is_illicit, min(doubt) as doubt
from named
group by address, role, rank
qualify rank = min(rank) over (partition by address);

create table illicit_exposure_daily as
with traced as (
    select
        transfers.*,
        senders.role as sender,
        coalesce(senders.is_illicit, false) as is_from_illicit,
        senders.doubt as sender_doubt,
        recipients.role as recipient,
        coalesce(recipients.is_illicit, false) as is_to_illicit,
        recipients.doubt as recipient_doubt
    from chain_transfers as transfers
    left join roles as senders on senders.address = from_address
    left join roles as recipients on recipients.address = to_address
    where from_address <> to_address
),
over_one_wallet as (
    select earlier, later
    from traced as earlier
    join traced as later
        on later.chain_id = earlier.chain_id
        and later.from_address = earlier.to_address
        and later.day <= earlier.day + 30
        and (later.block_number, later.transaction_index) > (earlier.block_number, earlier.transaction_index)
    where
        earlier.is_from_illicit <> later.is_to_illicit
        and (earlier.recipient is null or earlier.recipient = 'person')
),
exposed as (
    select traced, sender as category, 1 as hops, 'received' as direction, to_address as other, sender_doubt as doubt
    from traced
    where is_from_illicit and not is_to_illicit
    union all
    select traced, recipient, 1, 'sent', from_address, recipient_doubt
    from traced
    where is_to_illicit and not is_from_illicit
    union all
    select later, earlier.sender, 2, 'received', later.to_address, earlier.sender_doubt
    from over_one_wallet
    where earlier.is_from_illicit
    union all
    select earlier, later.recipient, 2, 'sent', earlier.from_address, later.recipient_doubt
    from over_one_wallet
    where later.is_to_illicit
),
each_once as (
    select traced.day, traced.usd, category, hops, direction, other, min(doubt) as doubt
    from exposed
    group by traced, category, hops, direction, other
),
totals as (
    select day, sum(usd) as total_usd from chain_transfers group by day
)
select
    day,
    category,
    hops,
    direction,
    count(*) as transfers,
    count(distinct other) as exposed_addresses,
    sum(usd) as exposed_usd,
    any_value(total_usd) as total_usd,
    round(100 * sum(usd) / nullif(any_value(total_usd), 0), 4) as exposure_pct,
    count(*) - count(usd) as unvalued_transfers,
    ['high', 'medium', 'low'][max(doubt)] as label_confidence
from each_once
join totals using (day)
group by day, category, hops, direction;

create table unregulated_estimates_monthly as
with months as (
    select date_trunc('month', day) as month, count(distinct day) as days_observed from blocks group by all
),
flows as (
    select
        date_trunc('month', day) as month,
        sum(usd) filter (senders.role = 'unlicensed_exchange') as purchases,
        sum(usd) filter (recipients.role = 'unlicensed_exchange') as transfers_out,
        count(*) - count(usd) as unvalued_transfers
    from chain_transfers
    left join roles as senders on senders.address = from_address
    left join roles as recipients on recipients.address = to_address
    where
        coalesce(senders.is_illicit, false) <> coalesce(recipients.is_illicit, false)
        and 'unlicensed_exchange' in (senders.role, recipients.role)
    group by all
)
select
    cast(month as date) as month,
    scenario,
    multiplier,
    days_observed,
    coalesce(purchases, 0) as observed_purchases_usd,
    coalesce(transfers_out, 0) as observed_transfers_out_usd,
    round(observed_purchases_usd * multiplier, 2) as purchases_usd,
    round(observed_transfers_out_usd * multiplier, 2) as transfers_out_usd,
    purchases_usd + transfers_out_usd as volume_usd,
    round(36500 * purchases_usd / days_observed) / 100 as annualised_purchases_usd,
    round(36500 * transfers_out_usd / days_observed) / 100 as annualised_transfers_out_usd,
    round(100 * annualised_purchases_usd / 15e9, 6) as purchases_gauge_pct,
    round(100 * annualised_transfers_out_usd / 15e9, 6) as transfers_out_gauge_pct,
    coalesce(unvalued_transfers, 0) as unvalued_transfers
from months
left join flows using (month)
cross join (values ('low', 1.00), ('mid', 1.50), ('high', 4.00)) as scenarios(scenario, multiplier);

create temp table client_days as
select
    trades.day,
    venue_id,
    client_key,
    coalesce(sum(base_amount) filter (side = 'buy'), 0) as bought,
    coalesce(sum(base_amount) filter (side = 'sell'), 0) as sold,
    round(bought * any_value(price_usd), 2) + round(sold * any_value(price_usd), 2) as usd,
    abs(bought - sold) <= greatest(bought, sold) / 100 as is_round_trip
from trades
left join prices on prices.day = trades.day and asset = base_asset
group by trades.day, venue_id, client_key, base_asset;

create table exchange_volume_plausibility_daily as
with reported as (
    select day, venue_id, base_asset as asset, quote_currency, sum(base_amount) as units, sum(quote_amount) as paid
    from volumes
    group by all
),
market as (
    select day, base_asset as asset, min(low_price) as low, max(high_price) as high, sum(base_volume) as units
    from candles
    where quote_asset = 'USDT'
    group by all
),
pairs as (
    select
        day,
        venue_id,
        paid / reported.units
        * case
            when quote_currency in ('USD', 'USDT') then 1
            when quote_currency = 'KZT' then 1 / dollar.rate_kzt
            else rates.rate_kzt / dollar.rate_kzt
        end as price,
        case
            when market.asset is not null then low
            when asset = 'USDT' then 1
            when asset = 'KZTE' then 1 / dollar.rate_kzt
        end as lowest,
        coalesce(high, lowest) as highest,
        coalesce(price not between 0.95 * lowest and 1.05 * highest, false)
        or coalesce(reported.units > 0.1 * market.units, false) as is_implausible
    from reported
    left join market using (day, asset)
    left join rates on rates.day = reported.day and rates.currency = quote_currency
    left join rates as dollar on dollar.day = reported.day and dollar.currency = 'USD'
),
venue_days as (
    select day, venue_id, count(*) as pairs, count(*) filter (is_implausible) as implausible_pairs
    from pairs
    group by all
),
trade_counts as (
    select day, venue_id, count(*) as trade_count, count(distinct client_key) as clients from trades group by all
),
positions as (
    select
        day,
        venue_id,
        sum(usd) as traded_usd,
        count(distinct client_key) filter (is_round_trip) as round_trip_clients,
        sum(usd) filter (is_round_trip) as round_trip_usd,
        count(*) - count(usd) as unvalued_positions
    from client_days
    group by all
),
moved as (
    select day, venue_id, sum(usd) as moved_usd from valued_transfers group by all
)
select
    day,
    venue_id,
    (day, venue_id) in (from licensed_venues) as is_licensed,
    pairs,
    implausible_pairs,
    coalesce(trade_count, 0) as trade_count,
    coalesce(clients, 0) as clients,
    coalesce(traded_usd, 0) as traded_usd,
    coalesce(moved_usd, 0) as moved_usd,
    coalesce(round_trip_clients, 0) as round_trip_clients,
    coalesce(round_trip_usd, 0) as round_trip_usd,
    round(100 * coalesce(round_trip_usd, 0) / nullif(traded_usd, 0), 4) as round_trip_pct,
    coalesce(unvalued_positions, 0) as unvalued_positions,
    coalesce(round_trip_usd >= 0.2 * traded_usd and traded_usd > 0, false) as is_wash_suspected,
    implausible_pairs > 0 as is_market_contradicted
from venue_days
left join trade_counts using (day, venue_id)
left join positions using (day, venue_id)
left join moved using (day, venue_id);

create table regulated_share_monthly as
with licensed as (
    select
        date_trunc('month', day) as month,
        if(bool_or(on_ramp_usd + off_ramp_usd is null), null, sum(on_ramp_usd + off_ramp_usd)) as licensed_usd
    from ramp_flows_daily
    semi join licensed_venues using (day, venue_id)
    group by all
),
round_trips as (
    select date_trunc('month', day) as month, sum(round_trip_usd) as round_trip_usd
    from exchange_volume_plausibility_daily
    where is_licensed
    group by all
),
days as (
    select
        date_trunc('month', day) as month,
        count(volumes) as volume_days,
        count(landed) as block_days,
        volume_days = count(*) and block_days = count(*) as are_days_equal
    from (select distinct day, true as volumes from ramp_flows_daily)
    full join (select distinct day, true as landed from blocks) using (day)
    group by all
),
volumes as (
    select
        month,
        volume_days,
        block_days,
        are_days_equal,
        licensed_usd,
        if(licensed_usd is null, null, coalesce(round_trip_usd, 0)) as round_trip_usd,
        max(volume_usd) filter (scenario = 'low') as unregulated_low_usd,
        max(volume_usd) filter (scenario = 'mid') as unregulated_mid_usd,
        max(volume_usd) filter (scenario = 'high') as unregulated_high_usd
    from unregulated_estimates_monthly
    join days using (month)
    left join licensed using (month)
    left join round_trips using (month)
    group by all
),
shares as (
    select
        *,
        if(are_days_equal, licensed_usd, null) as shared_usd,
        if(shared_usd is null, null, greatest(shared_usd - round_trip_usd, 0)) as without_round_trips_usd,
        round(100 * shared_usd / nullif(shared_usd + unregulated_low_usd, 0), 4) as share_at_low_estimate_pct,
        round(100 * shared_usd / nullif(shared_usd + unregulated_mid_usd, 0), 4) as share_at_mid_estimate_pct,
        round(100 * shared_usd / nullif(shared_usd + unregulated_high_usd, 0), 4) as share_at_high_estimate_pct,
        round(100 * without_round_trips_usd / nullif(without_round_trips_usd + unregulated_mid_usd, 0), 4)
            as share_without_round_trips_pct
    from volumes
)
select
    * exclude (shared_usd, without_round_trips_usd, measured),
    'percent_of_volume' as share_unit,
    concat('percent_of_', measured) as baseline_unit,
    concat('regulated_share_of_', measured) as baseline,
    5 as baseline_pct,
    if(measured = 'volume', share_at_mid_estimate_pct - 5, null) as difference_to_baseline_pct
from shares
cross join (values ('investors'), ('volume')) as baselines(measured);

create temp table feeder_ratios as
with mined as (
    select
        day,
        feeder,
        sum(energy_kwh) filter (tariff_source = 'grid') as mining_kwh,
        count(distinct metering_point) filter (energy_kwh is null) as unmetered_points
    from energy
    semi join (from mining_licences where day between licensed_from and licensed_to) using (day, licence_number)
    group by all
),
drawn as (
    select
        feeders.*,
        coalesce(mining_kwh, 0) as metered_mining_kwh,
        coalesce(unmetered_points, 0) as unmetered_points,
        cast(supplied_kwh - metered_mining_kwh as double) / nullif(connected_households, 0) as kwh_per_household
    from feeders
    left join mined using (day, feeder)
),
modelled as (
    select
        *,
        connected_households
        * (
            select quantile_disc(others.kwh_per_household, 0.5)
            from drawn as others
            where others.day = drawn.day and others.feeder <> drawn.feeder
        ) as modelled_household_kwh
    from drawn
)
select
    *,
    supplied_kwh - metered_mining_kwh - round(modelled_household_kwh, 3) as residual_kwh,
    100 * (supplied_kwh - metered_mining_kwh - modelled_household_kwh) / nullif(modelled_household_kwh, 0) as ratio
from modelled;

create table illegal_mining_indicator_daily as
with own as (
    select
        today.day,
        today.feeder,
        count(past.ratio) as history_days,
        quantile_disc(past.ratio, 0.5) as own_median
    from feeder_ratios as today
    left join feeder_ratios as past
        on past.feeder = today.feeder and past.day between today.day - 28 and today.day - 1
    group by all
),
peers as (
    select
        days.day,
        count(ratio) as peer_observations,
        quantile_disc(abs(ratio), 0.5) as peer_deviation,
        count(distinct feeder) filter (feeder_ratios.day = days.day) as feeders
    from (select distinct day from feeder_ratios) as days
    join feeder_ratios on feeder_ratios.day between days.day - 27 and days.day
    group by days.day
),
strayed as (
    select own.day, own.feeder, abs(ratio - own_median) as distance
    from own
    join feeder_ratios as past on past.feeder = own.feeder and past.day between own.day - 28 and own.day - 1
),
own_deviations as (
    select day, feeder, quantile_disc(distance, 0.5) as own_deviation from strayed group by all
),
usual_deviations as (
    select day, quantile_disc(distance, 0.5) as usual_deviation from strayed group by all
),
scored as (
    select
        day,
        feeder,
        kato_code,
        connected_households,
        supplied_kwh,
        metered_mining_kwh,
        unmetered_points,
        modelled_household_kwh,
        residual_kwh,
        ratio as residual_to_households_pct,
        if(feeders >= 3, ratio / greatest(1.4826 * peer_deviation, 0.1), null) as peer_z_score,
        if(ratio is null, 0, peer_observations) as peer_observations,
        if(
            history_days >= 14,
            (ratio - own_median) / greatest(1.4826 * own_deviation, 1.4826 * usual_deviation, 0.1),
            null
        ) as own_z_score,
        history_days
    from feeder_ratios
    join own using (day, feeder)
    join peers using (day)
    left join own_deviations using (day, feeder)
    left join usual_deviations using (day)
)
select
    *,
    greatest(peer_z_score, own_z_score) as indicator_z_score,
    3.5 as threshold_z_score,
    round(indicator_z_score, 4) >= 3.5 as is_above_threshold
from scored;

create table sources_and_uses_daily as
with lines as (
    select
        day, 'merchant_crypto' as account, 'source' as side, 'receipts_paid_in_crypto' as line, 1 as items,
        crypto_kzt as kzt
    from receipts
    where crypto_kzt > 0 and operation = 'sale'
    union all
    select day, 'merchant_crypto', 'source', 'settlements_without_receipt', 1, amount_kzt
    from settlements
    anti join (from receipts where crypto_kzt > 0) as receipts using (cashbox_number, check_number, merchant_key)
    union all
    select
        day, 'merchant_crypto', 'use',
        if(
            settlement_id in (select settlement_id from confirmed_settlements),
            'settlements_confirmed_on_chain',
            'settlements_not_confirmed'
        ), 1, amount_kzt
    from settlements
    union all
    select day, 'merchant_crypto', 'use', 'chain_transfers_not_settled', 1, kzt
    from chain_transfers
    anti join confirmed_settlements using (chain_id, transaction_hash, position)
    where exists (
        from merchants
        where settlement_address = to_address and chain_transfers.day between known_from and known_to
    )
    union all
    select day, 'venue_crypto_deposits', 'source', 'chain_transfers_to_venues', 1, kzt
    from chain_transfers
    where to_address in (select address from roles where role = 'venue')
    union all
    select day, 'venue_crypto_withdrawals', 'use', 'chain_transfers_from_venues', 1, kzt
    from chain_transfers
    where from_address in (select address from roles where role = 'venue')
    union all
    select
        day,
        case when kind = 'fiat' then 'venue_fiat' else concat('venue_crypto_', direction, 's') end,
        if((kind = 'fiat') = (direction = 'deposit'), 'source', 'use'),
        if(kind = 'fiat', concat('fiat_', direction, 's'), concat('reported_crypto_', direction, 's')),
        1,
        kzt
    from valued_transfers
    union all
    select
        volumes.day,
        'venue_fiat',
        if(side = 'sell', 'source', 'use'),
        if(side = 'sell', 'crypto_sold', 'crypto_bought'),
        1,
        round(quote_amount * if(quote_currency = 'KZT', 1, rate_kzt), 2)
    from volumes
    left join rates on rates.day = volumes.day and currency = quote_currency
    where quote_currency in (from currencies)
    union all
    select
        day, 'digital_tenge', 'source', 'receipts_paid_in_digital_tenge', 1, digital_tenge_kzt
    from receipts
    where digital_tenge_kzt > 0 and operation = 'sale'
    union all
    select day, 'digital_tenge', 'use', 'settled_payments_to_merchants', 1, amount_kzt
    from decided_orders
    where
        status = 'ACSC'
        and purpose_code[1] in ('7', '8')
        and creditor_key in (select merchant_key from register)
        and coalesce(debtor_key not in (select merchant_key from register), true)
        and end_to_end_id not in (select end_to_end_id from operations where mark_code is not null)
),
summed as (
    select
        day, account, side, line, sum(items) as items, count(*) - count(kzt) as unvalued_items,
        coalesce(sum(kzt), 0) as amount_kzt
    from lines
    group by all
)
select *, false as is_residual from summed
union all
select day, account, 'use', 'unexplained_residual', 0, 0, sum(if(side = 'source', amount_kzt, -amount_kzt)), true
from summed
group by day, account;

create table reserve_nav_daily as
with holdings as (
    select day, fund, asset, acquired_by, units, price_usd, is_carried_forward, round(units * price_usd, 2) as usd
    from reserve_holdings_daily
    left join prices using (day, asset)
),
funds as (
    select
        day,
        fund,
        count(*) as holdings,
        count(*) - count(usd) as unvalued_holdings,
        sum(usd) as assets_usd,
        bool_or(is_carried_forward) as is_price_carried_forward,
        100 * coalesce(sum(usd) filter (acquired_by = 'seized'), 0) / nullif(sum(usd), 0) as seized_share_pct,
        100 * coalesce(sum(usd) filter (acquired_by = 'mined'), 0) / nullif(sum(usd), 0) as mined_share_pct,
        100 * coalesce(sum(usd) filter (acquired_by = 'purchased'), 0) / nullif(sum(usd), 0) as purchased_share_pct
    from holdings
    group by all
),
assets as (
    select
        *,
        usd / nullif(sum(usd) over (partition by day, fund), 0) as share,
        count(*) over (partition by day, fund) as all_assets
    from (
        select day, fund, asset, sum(units) as units, sum(usd) as usd from holdings where usd is not null group by all
    )
),
by_asset as (
    select
        day,
        fund,
        sum(share * share) as concentration_hhi,
        100 * list_sum(list_reverse_sort(list(share))[:1]) as top_1_share_pct,
        100 * list_sum(list_reverse_sort(list(share))[:3]) as top_3_share_pct
    from assets
    group by all
),
custody as (
    select day, fund, custodian, usd / sum(usd) over (partition by day, fund) as share
    from (
        select day, fund, custodian, sum(units * price_usd) as usd
        from reserve_balances
        join prices using (day, asset)
        where units > 0
        group by all
    )
),
by_custodian as (
    select
        day,
        fund,
        count(*) as custodians,
        sum(share * share) as custodian_hhi,
        100 * list_sum(list_reverse_sort(list(share))[:1]) as custodian_top_1_share_pct,
        100 * list_sum(list_reverse_sort(list(share))[:3]) as custodian_top_3_share_pct
    from custody
    group by all
    having bool_and(custodian is not null)
),
returns as (
    select
        funds.day,
        funds.fund,
        100 * (sum(before.units * today.price_usd) / nullif(sum(before.units * yesterday.price_usd), 0) - 1)
            as return_pct
    from funds
    join assets as before on before.day = funds.day - 1 and before.fund = funds.fund
    join prices as yesterday on yesterday.day = before.day and yesterday.asset = before.asset
    join prices as today on today.day = funds.day and today.asset = before.asset
    group by funds.day, funds.fund
),
changes as (
    select today.day, today.asset, today.price_usd / yesterday.price_usd - 1 as change
    from prices as today
    join prices as yesterday on yesterday.asset = today.asset and yesterday.day = today.day - 1
    where not today.is_carried_forward
),
simulated as (
    select assets.day, fund, changes.day as changed_on, -sum(usd * change) as loss
    from assets
    join changes on changes.asset = assets.asset and changes.day between assets.day - 364 and assets.day
    group by assets.day, fund, changes.day, all_assets
    having count(*) = all_assets
),
at_risk as (
    select
        day,
        fund,
        count(*) as value_at_risk_days,
        if(
            count(*) >= 20, round(greatest(list_reverse_sort(list(loss))[1 + count(*) // 20], 0), 2), null
        ) as value_at_risk_usd
    from simulated
    group by all
)
select
    * exclude (rate_kzt, value_at_risk_days),
    coalesce(value_at_risk_days, 0) as value_at_risk_days,
    false as are_liabilities_known,
    null as liabilities_usd,
    assets_usd as nav_usd,
    round(assets_usd * rate_kzt, 2) as nav_kzt,
    max(assets_usd) over up_to_now as peak_nav_usd,
    100 * (peak_nav_usd - nav_usd) / nullif(peak_nav_usd, 0) as drawdown_pct,
    stddev_samp(return_pct) over recent as volatility_30_day_pct,
    count(return_pct) over recent as volatility_returns
from funds
left join by_asset using (day, fund)
left join by_custodian using (day, fund)
left join returns using (day, fund)
left join at_risk using (day, fund)
left join (select day, rate_kzt from rates where currency = 'USD') as dollar using (day)
window
    up_to_now as (partition by fund order by day),
    recent as (partition by fund order by day rows 29 preceding);

create temp table district_merchants as
with registered as (
    select cast(date_trunc('month', day) as date) as month, kato_code, merchant_key
    from register
    where day in (select max(day) from register group by date_trunc('month', day))
),
sold as (
    select
        cast(date_trunc('month', day) as date) as month,
        merchant_key,
        sum(case operation when 'sale' then crypto_kzt when 'sale_return' then -crypto_kzt else 0 end) as crypto_kzt,
        sum(case operation when 'sale' then total_kzt when 'sale_return' then -total_kzt else 0 end) as retail_kzt
    from receipts
    group by all
),
settled as (
    select
        cast(date_trunc('month', settlements.day) as date) as month,
        merchant_key,
        count(*) as settlements,
        count(*) filter (
            abs(amount_kzt - crypto_kzt) <= 0.01 * crypto_kzt and abs(epoch(settled_at) - epoch(issued_at)) <= 72 * 3600
        ) as matched
    from settlements
    left join (from receipts where crypto_kzt > 0) as receipts using (cashbox_number, check_number, merchant_key)
    group by all
),
paid as (
    select distinct cast(date_trunc('month', day) as date) as month, merchant_key, payer_key from payments
),
payers as (
    select
        month,
        merchant_key,
        count(*) as payers,
        count(*) filter (places = 1) as exclusive_payers
    from (
        select *, count(*) over (partition by month, kato_code, payer_key) as places
        from paid
        join registered using (month, merchant_key)
    )
    group by all
)
select
    month,
    kato_code,
    merchant_key,
    category,
    payers > 0 as is_active,
    coalesce(exclusive_payers, 0) as exclusive_payers,
    coalesce(crypto_kzt, 0) as crypto_kzt,
    coalesce(retail_kzt, 0) as retail_kzt,
    coalesce(settlements, 0) as settlements,
    coalesce(matched, 0) as matched
from registered
left join categories using (month, merchant_key)
left join payers using (month, merchant_key)
left join sold using (month, merchant_key)
left join settled using (month, merchant_key);

create temp table district_scores as
with places as (
    select
        month,
        kato_code,
        count(*) as registered,
        count(*) filter (is_active) as active,
        count(distinct category) filter (is_active) as paid_categories,
        sum(crypto_kzt) as crypto_kzt,
        sum(retail_kzt) as retail_kzt,
        sum(settlements) as settlements,
        sum(matched) as matched
    from district_merchants
    group by all
),
payers as (
    select month, kato_code, count(distinct payer_key) as payers
    from payments
    join district_merchants
        on district_merchants.merchant_key = payments.merchant_key and month = date_trunc('month', day)
    group by all
),
sole as (
    select month, kato_code, any_value(merchant_key) as merchant_key
    from district_merchants
    where is_active
    group by month, kato_code, category
    having count(*) = 1
),
variants as (
    select *, null as left_out, coalesce(payers, 0) as all_payers
    from places
    left join payers using (month, kato_code)
    union all by name
    select
        month,
        kato_code,
        merchant_key as left_out,
        registered - 1 as registered,
        active - if(is_active, 1, 0) as active,
        paid_categories - if((month, kato_code, merchant_key) in (from sole), 1, 0) as paid_categories,
        coalesce(payers, 0) - exclusive_payers as all_payers,
        places.crypto_kzt - mine.crypto_kzt as crypto_kzt,
        places.retail_kzt - mine.retail_kzt as retail_kzt,
        places.settlements - mine.settlements as settlements,
        places.matched - mine.matched as matched
    from places
    join district_merchants as mine using (month, kato_code)
    left join payers using (month, kato_code)
    where registered > 1
),
measured as (
    select *, 'acceptance' as component, 25 as weight_pct, 50 as goalpost, 100 * active / registered as measure
    from variants
    union all
    select *, 'payers', 25, 10, all_payers / registered from variants
    union all
    select *, 'crypto_share', 25, 10, if(retail_kzt > 0, 100 * crypto_kzt / retail_kzt, null) from variants
    union all
    select *, 'category_breadth', 10, 100, 100 * paid_categories / 6 from variants
    union all
    select *, 'receipt_match', 15, 100, 100 * matched / nullif(settlements, 0) from variants
)
select
    * replace (round(measure, 4) as measure),
    cast(
        if(measure is null, null, greatest(least(100 * round(measure, 4) / goalpost, 100), 0)) as decimal(9, 4)
    ) as score
from measured;

create table adoption_index_components_monthly as
select
    month,
    kato_code,
    component,
    measure,
    goalpost,
    weight_pct,
    score,
    if(
        score is null,
        null,
        (sum(score * weight_pct) over place - score * weight_pct)
        / nullif(sum(weight_pct) filter (score is not null) over place - weight_pct, 0)
    ) as index_without_component
from district_scores
where left_out is null
window place as (partition by month, kato_code);

create table adoption_index_monthly as
with indices as (
    select
        month,
        kato_code,
        left_out,
        round(10000 * sum(score * weight_pct) / sum(weight_pct) filter (score is not null)) / 10000 as index
    from district_scores
    group by all
),
without_merchants as (
    select month, kato_code, min(index) as least_without_merchant, max(index) as greatest_without_merchant
    from indices
    where left_out is not null
    group by all
),
without_components as (
    select
        month,
        kato_code,
        min(index_without_component) as least,
        max(index_without_component) as greatest
    from adoption_index_components_monthly
    group by all
),
scores as (
    select
        month,
        kato_code,
        any_value(registered) as registered_merchants,
        any_value(active) as active_merchants,
        any_value(all_payers) as active_payers,
        any_value(paid_categories) as paid_categories,
        any_value(crypto_kzt) as crypto_turnover_kzt,
        any_value(retail_kzt) as retail_turnover_kzt,
        any_value(settlements) as settlements,
        any_value(matched) as matched_settlements,
        any_value(score) filter (component = 'acceptance') as acceptance_score,
        any_value(score) filter (component = 'payers') as payers_score,
        any_value(score) filter (component = 'crypto_share') as crypto_share_score,
        any_value(score) filter (component = 'category_breadth') as category_breadth_score,
        any_value(score) filter (component = 'receipt_match') as receipt_match_score,
        count(score) as components_counted
    from district_scores
    where left_out is null
    group by all
)
select
    scores.*,
    (select count(distinct day) from receipts where date_trunc('month', day) = month) as days_seen,
    index as adoption_index,
    least(index, without_components.least, least_without_merchant) as adoption_index_low,
    greatest(index, without_components.greatest, greatest_without_merchant) as adoption_index_high,
    least_without_merchant,
    greatest_without_merchant
from scores
join (from indices where left_out is null) as indices using (month, kato_code)
left join without_components using (month, kato_code)
left join without_merchants using (month, kato_code);

create temp table prices_kzt as
select day, asset, round(cast(price_usd as decimal(28, 8)) * rate_kzt, 8) as price_kzt
from prices
join (from rates where currency = 'USD') as dollar using (day)
union all
select day, currency, rate_kzt from rates
union all
select distinct day, 'KZT', 1 from rates;

create temp table holding_events as
with valued_trades as (
    select
        trades.*,
        quote_currency not in (from currencies) and quote_currency not in (select asset from assets) as is_unsupported,
        round(quote_amount * quotes.price_kzt, 2) as quote_kzt,
        if(fee_amount is null, 0, round(fee_amount * fees.price_kzt, 2)) as fee_kzt
    from trades
    left join prices_kzt as quotes on quotes.day = trades.day and quotes.asset = quote_currency
    left join prices_kzt as fees on fees.day = trades.day and fees.asset = fee_currency
    where base_asset not in (from currencies)
),
crypto_transfers as (
    from valued_transfers where kind = 'crypto'
),
twins as (
    select
        client_key,
        asset,
        transaction_hash,
        amount,
        list(row(venue_id, transfer_id) order by venue_id, transfer_id) filter (direction = 'withdrawal') as sent,
        list(row(venue_id, transfer_id) order by venue_id, transfer_id) filter (direction = 'deposit') as came,
        greatest(len(sent), len(came)) as longer
    from crypto_transfers
    where transaction_hash is not null and client_key is not null
    group by all
    having count(distinct direction) = 2
),
facing as (
    select
        [
            row(sent[place + 1], came[(place + turn) % longer + 1])
            for place in range(longer)
            if sent[place + 1][1] <> came[(place + turn) % longer + 1][1]
        ] as pairs
    from twins, range(longer) as turns(turn)
    qualify
        row_number() over (partition by client_key, asset, transaction_hash, amount order by len(pairs) desc, turn) = 1
),
own as (
    select pair[1] as sent, pair[2] as came
    from (select unnest(pairs) as pair from facing)
),
events as (
    select
        day,
        traded_at as happened_at,
        client_key,
        client_residency,
        base_asset as asset,
        if(side = 'buy', 'purchase', 'sale') as kind,
        side = 'buy' as is_in,
        base_amount as units,
        if(side = 'buy', quote_kzt + fee_kzt, quote_kzt - fee_kzt) as kzt,
        venue_id,
        trade_id as number,
        lot_trade_id,
        is_unsupported
    from valued_trades
    union all
    select
        day,
        traded_at,
        client_key,
        client_residency,
        quote_currency,
        'exchange',
        side = 'sell',
        quote_amount,
        quote_kzt,
        venue_id,
        trade_id,
        lot_trade_id,
        false
    from valued_trades
    where quote_currency in (select asset from assets)
    union all
    select
        crypto_transfers.day,
        occurred_at,
        client_key,
        client_residency,
        asset,
        case
            when direction = 'deposit' then 'deposit'
            when counterparty_address in (select settlement_address from register where settlement_address is not null)
                then 'payment'
            else 'withdrawal'
        end,
        direction = 'deposit',
        amount,
        if(direction = 'deposit', null, round(amount * price_kzt, 2)),
        venue_id,
        transfer_id,
        null,
        false
    from crypto_transfers
    left join prices_kzt using (day, asset)
    where
        row(crypto_transfers.venue_id, transfer_id) not in (select sent from own)
        and row(crypto_transfers.venue_id, transfer_id) not in (select came from own)
    union all
    select
        distributed_on,
        null,
        miner_key,
        null,
        asset,
        'mining',
        true,
        cast(amount_base_units as decimal(30, 0)) * scale as mined,
        round(mined * price_kzt, 2),
        pool,
        cast(distribution_number as varchar),
        null,
        false
    from distributions
    join (select distinct asset, scale from tokens) using (asset)
    left join prices_kzt on prices_kzt.day = distributed_on and prices_kzt.asset = distributions.asset
    where miner_key like 'p-%'
)
select
    *,
    row_number() over ledger as position,
    client_key in (select client_key from trades where client_bin is not null) as is_legal_entity
from events
where units > 0
window ledger as (
    partition by client_key, asset
    order by day, happened_at nulls first, is_in desc, venue_id, number
);

create temp table queued as
with sums as (
    select
        *,
        sum(if(is_in, units, 0)) over ledgers as acquired,
        sum(if(is_in, 0, units)) over ledgers as given
    from holding_events
    window ledgers as (partition by client_key, asset order by position)
),
served as (
    select
        *,
        acquired - units as acquired_before,
        given - greatest(max(given - acquired) over (partition by client_key, asset order by position), 0) as taken
    from sums
)
select *, coalesce(lag(taken) over (partition by client_key, asset order by position), 0) as taken_before from served;

create temp table costs as
with recursive fifo as (
    select
        outs.client_key,
        outs.asset,
        outs.position,
        least(outs.taken, lots.acquired) - lots.acquired_before as lot_to,
        greatest(outs.taken_before, lots.acquired_before) - lots.acquired_before as lot_from,
        lot_to - lot_from as units,
        round(lots.kzt * lot_to / lots.units, 2) - round(lots.kzt * lot_from / lots.units, 2) as cost_kzt
    from (from queued where not is_in) as outs
    join (from queued where is_in and kzt is not null) as lots
        on lots.client_key = outs.client_key
        and lots.asset = outs.asset
        and lots.acquired > outs.taken_before
        and lots.acquired_before < outs.taken
),
named as (
    select
        outs.client_key,
        outs.asset,
        outs.position,
        lots.units as lot_units,
        lots.kzt as lot_kzt,
        sum(outs.units) over (partition by lots.client_key, lots.asset, lots.position order by outs.position) as upto,
        least(upto, lots.units) as taken,
        least(upto - outs.units, lots.units) as taken_before
    from (from holding_events where not is_in) as outs
    join (from holding_events where is_in and kind in ('purchase', 'exchange')) as lots
        on lots.client_key = outs.client_key
        and lots.asset = outs.asset
        and lots.venue_id = outs.venue_id
        and lots.number = outs.lot_trade_id
        and lots.position < outs.position
    where outs.kind <> 'withdrawal'
),
pools as (
    select
        client_key,
        asset,
        position,
        if(is_in and kzt is not null, units, 0)::decimal(38, 18) as pool_units,
        if(is_in and kzt is not null, kzt, 0)::decimal(18, 2) as pool_kzt,
        0::decimal(38, 18) as units,
        0::decimal(18, 2) as cost_kzt
    from holding_events
    where position = 1
    union all
    select
        pools.client_key,
        pools.asset,
        events.position,
        case
            when not events.is_in then pool_units - least(events.units, pool_units)
            when events.kzt is null then pool_units
            else pool_units + events.units
        end,
        case
            when not events.is_in
                then pool_kzt - if(events.units >= pool_units, pool_kzt, round(pool_kzt * events.units / pool_units, 2))
            when events.kzt is null then pool_kzt
            else pool_kzt + events.kzt
        end,
        if(events.is_in, 0, least(events.units, pool_units)),
        case
            when events.is_in then 0
            when events.units >= pool_units then pool_kzt
            else round(pool_kzt * events.units / pool_units, 2)
        end
    from pools
    join holding_events as events
        on events.client_key = pools.client_key and events.asset = pools.asset and events.position = pools.position + 1
)
select 'fifo' as method, client_key, asset, position, sum(units) as units, sum(cost_kzt) as cost_kzt
from fifo
group by all
union all
select 'average', client_key, asset, position, units, cost_kzt from pools where units > 0
union all
select
    'specific',
    client_key,
    asset,
    position,
    if(lot_kzt is null, 0, taken - taken_before),
    round(lot_kzt * taken / lot_units, 2) - round(lot_kzt * taken_before / lot_units, 2)
from named;

create temp table judged as
with outflows as (
    from holding_events
    cross join (values ('fifo'), ('average'), ('specific')) as methods(method)
    where not is_in
),
reasoned as (
    select
        outflows.*,
        costs.units as known_units,
        costs.cost_kzt as known_kzt,
        case
            when kind = 'withdrawal' then 'withdrawn'
            when is_legal_entity then 'legal_entity'
            when client_residency = 'non_resident' then 'non_resident'
            when client_residency = 'unknown' then 'unknown_residency'
            when is_unsupported then 'unsupported_pair'
            when kzt is null then 'no_price'
        end as reason_for_all
    from outflows
    left join costs using (method, client_key, asset, position)
),
split as (
    select
        *,
        if(reason_for_all is null, coalesce(known_units, 0), 0) as gained_units,
        units - gained_units as excluded_units,
        if(gained_units = units, kzt, round(kzt * gained_units / units, 2)) as proceeds_kzt,
        case
            when excluded_units = 0 then null
            when reason_for_all is not null then reason_for_all
            when method <> 'specific' then 'unknown_cost'
            when lot_trade_id is null then 'lot_not_named'
            when known_units is null then 'lot_unknown'
            when known_kzt is null then 'unknown_cost'
            else 'lot_exhausted'
        end as exclusion_reason
    from reasoned
)
select
    *,
    year(day) as year,
    if(gained_units > 0, known_kzt, 0) as cost_kzt,
    proceeds_kzt - cost_kzt as gain_kzt,
    kzt - coalesce(proceeds_kzt, 0) as excluded_kzt
from split;

create table realised_gains_yearly as
select
    year,
    client_key,
    asset,
    method,
    count(*) as disposals,
    sum(gained_units) as units_disposed,
    sum(proceeds_kzt) as proceeds_kzt,
    sum(cost_kzt) as cost_kzt,
    sum(gain_kzt) as gain_kzt,
    sum(greatest(gain_kzt, 0)) as positive_gains_kzt,
    sum(greatest(-gain_kzt, 0)) as losses_kzt,
    sum(excluded_units) as unknown_cost_units
from judged
where gained_units > 0
group by all;

create table gain_exclusions_yearly as
select
    year,
    client_key,
    asset,
    method,
    exclusion_reason,
    count(*) as outflows,
    sum(excluded_units) as units,
    count(*) - count(excluded_kzt) as unvalued_outflows,
    if(count(excluded_kzt) = count(*), sum(excluded_kzt), null) as value_kzt
from judged
where exclusion_reason is not null
group by all;

create table pit_exposure_yearly as
with persons as (
    select
        year,
        client_key,
        method,
        cast(sum(greatest(gain_kzt, 0)) filter (gained_units > 0) as decimal(18, 2)) as taxable_gains_kzt,
        sum(greatest(-gain_kzt, 0)) filter (gained_units > 0) as losses_kzt,
        count(exclusion_reason) as excluded_disposals
    from judged
    where kind <> 'withdrawal' and not is_legal_entity
    group by all
)
select
    *,
    taxable_gains_kzt - losses_kzt as net_gain_kzt,
    if(year = 2026 and taxable_gains_kzt is not null, 8500 * 4325, null) as bracket_kzt,
    round(0.10 * if(bracket_kzt is null, null, least(taxable_gains_kzt, bracket_kzt)), 2) as pit_base_kzt,
    round(0.15 * if(bracket_kzt is null, null, greatest(taxable_gains_kzt - bracket_kzt, 0)), 2) as pit_upper_kzt,
    pit_base_kzt + pit_upper_kzt as pit_exposure_kzt
from persons;
