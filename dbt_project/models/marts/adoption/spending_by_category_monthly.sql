with receipts_summed as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('int_receipts_summed_by_merchant') }}
),

crypto_receipts as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('int_receipts_paid_in_crypto') }}
    where operation = 'sale'
),

payments as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('int_crypto_payments_confirmed') }}
),

merchants as (
    select * from {{ ref('int_merchants_categorised') }}
),

definitions as (
    select * from {{ ref('int_spending_categories_bounded') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

turnover_attributed as (
    select
        receipts_summed.month,
        coalesce(merchants.category, 'unknown') as category,
        receipts_summed.crypto_payments,
        receipts_summed.crypto_turnover_kzt,
        receipts_summed.retail_turnover_kzt
    from receipts_summed
    left join merchants using (month, merchant_key)
),

turnover as (
    select
        month,
        category,
        cast(sum(crypto_payments) as bigint) as crypto_payments,
        cast(sum(crypto_turnover_kzt) as decimal(18, 2)) as crypto_turnover_kzt,
        cast(sum(retail_turnover_kzt) as decimal(18, 2)) as retail_turnover_kzt
    from turnover_attributed
    group by month, category
),

tickets_attributed as (
    select
        crypto_receipts.month,
        coalesce(merchants.category, 'unknown') as category,
        crypto_receipts.crypto_kzt
    from crypto_receipts
    left join merchants using (month, merchant_key)
),

tickets as (
    select
        month,
        category,
        cast(percentile_disc(0.5) within group (order by crypto_kzt) as decimal(18, 2)) as crypto_ticket_median_kzt,
        cast(percentile_disc(0.9) within group (order by crypto_kzt) as decimal(18, 2)) as crypto_ticket_p90_kzt
    from tickets_attributed
    group by month, category
),

payments_attributed as (
    select
        payments.month,
        coalesce(merchants.category, 'unknown') as category,
        payments.merchant_key,
        payments.payer_key
    from payments
    left join merchants using (month, merchant_key)
),

actors as (
    select
        month,
        category,
        count(distinct payer_key) as active_payers,
        count(distinct merchant_key) as active_merchants
    from payments_attributed
    group by month, category
),

months as (
    select
        month,
        cast(sum(crypto_turnover_kzt) as decimal(18, 2)) as crypto_turnover_kzt
    from turnover
    group by month
),

-- A code that is misplaced is missing in another category, so the least sure definition decides for all of them.
doubts as (
    select
        months.month,
        max(definitions.doubt_rank) as doubt_rank
    from months
    inner join definitions on months.month between definitions.valid_from and definitions.valid_to
    group by months.month
),

spending as (
    select
        turnover.month,
        turnover.category,
        turnover.crypto_payments,
        coalesce(actors.active_payers, 0) as active_payers,
        coalesce(actors.active_merchants, 0) as active_merchants,
        turnover.crypto_turnover_kzt,
        {{ percent_of('turnover.crypto_turnover_kzt', 'months.crypto_turnover_kzt') }} as share_of_crypto_turnover_pct,
        turnover.retail_turnover_kzt,
        {{ percent_of('turnover.crypto_turnover_kzt', 'turnover.retail_turnover_kzt') }} as crypto_share_pct,
        tickets.crypto_ticket_median_kzt,
        tickets.crypto_ticket_p90_kzt,
        confidences.confidence as parameter_confidence
    from turnover
    inner join months using (month)
    left join tickets using (month, category)
    left join actors using (month, category)
    left join doubts using (month)
    left join confidences on doubts.doubt_rank = confidences.doubt_rank
)

select * from spending
