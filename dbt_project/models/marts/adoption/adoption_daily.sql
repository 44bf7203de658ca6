with receipts_summed as (
    select * from {{ ref('int_receipts_summed') }}
),

crypto_receipts as (
    select *
    from {{ ref('int_receipts_paid_in_crypto') }}
    where operation = 'sale'
),

payments as (
    select * from {{ ref('int_crypto_payments_confirmed') }}
),

credited as (
    select * from {{ ref('int_crypto_payments_credited') }}
),

payers_counted as (
    select * from {{ ref('int_payers_counted') }}
),

settlements as (
    select * from {{ ref('int_crypto_settlements_matched') }}
),

tickets_by_day as (
    select
        day,
        cast(percentile_disc(0.5) within group (order by crypto_kzt) as decimal(18, 2)) as crypto_ticket_median_kzt,
        cast(percentile_disc(0.9) within group (order by crypto_kzt) as decimal(18, 2)) as crypto_ticket_p90_kzt
    from crypto_receipts
    group by day
),

-- A receipt may be settled in parts, and counts once.
confirmed_receipts as (
    select distinct
        day,
        cashbox_number,
        check_number
    from payments
),

confirmed_by_day as (
    select
        day,
        count(*) as confirmed_crypto_payments
    from confirmed_receipts
    group by day
),

-- Each part counts by its own asset, all together with no more than the receipt was for.
credited_by_day as (
    select
        day,
        cast(sum(credited_kzt) as decimal(18, 2)) as confirmed_crypto_turnover_kzt,
        cast(sum(credited_kzt) filter (where is_stablecoin) as decimal(18, 2)) as stablecoin_turnover_kzt
    from credited
    group by day
),

payers_by_day as (
    select
        day,
        count(distinct payer_key) as active_payers,
        count(distinct merchant_key) as active_merchants
    from payments
    group by day
),

settlements_by_day as (
    select
        day,
        count(*) as settlements,
        count(*) filter (where is_matched) as matched_settlements
    from settlements
    group by day
),

joined as (
    select
        receipts_summed.day,
        receipts_summed.crypto_payments,
        coalesce(confirmed_by_day.confirmed_crypto_payments, 0) as confirmed_crypto_payments,
        coalesce(payers_by_day.active_payers, 0) as active_payers,
        coalesce(payers_counted.active_payers_30d, 0) as active_payers_30d,
        coalesce(payers_by_day.active_merchants, 0) as active_merchants,
        receipts_summed.crypto_turnover_kzt,
        coalesce(credited_by_day.confirmed_crypto_turnover_kzt, 0) as confirmed_crypto_turnover_kzt,
        receipts_summed.retail_turnover_kzt,
        coalesce(credited_by_day.stablecoin_turnover_kzt, 0) as stablecoin_turnover_kzt,
        tickets_by_day.crypto_ticket_median_kzt,
        tickets_by_day.crypto_ticket_p90_kzt,
        coalesce(settlements_by_day.settlements, 0) as settlements,
        coalesce(settlements_by_day.matched_settlements, 0) as matched_settlements
    from receipts_summed
    left join tickets_by_day using (day)
    left join confirmed_by_day using (day)
    left join credited_by_day using (day)
    left join payers_by_day using (day)
    left join settlements_by_day using (day)
    left join payers_counted
        on receipts_summed.day >= payers_counted.counted_from and receipts_summed.day < payers_counted.counted_until
),

adoption as (
    select
        day,
        crypto_payments,
        confirmed_crypto_payments,
        active_payers,
        active_payers_30d,
        active_merchants,
        crypto_turnover_kzt,
        confirmed_crypto_turnover_kzt,
        retail_turnover_kzt,
        {{ percent_of('crypto_turnover_kzt', 'retail_turnover_kzt') }} as crypto_share_pct,
        stablecoin_turnover_kzt,
        {{ percent_of('stablecoin_turnover_kzt', 'confirmed_crypto_turnover_kzt') }} as stablecoin_share_pct,
        crypto_ticket_median_kzt,
        crypto_ticket_p90_kzt,
        settlements,
        matched_settlements,
        {{ percent_of('matched_settlements', 'settlements') }} as receipt_match_pct
    from joined
)

select * from adoption
