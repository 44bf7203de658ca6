with days as (
    select
        *,
        {{ month_of('day') }} as month
    from {{ ref('adoption_daily') }}
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

payer_months as (
    select * from {{ ref('int_payer_months_summed') }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

months as (
    select
        month,
        cast(month + interval '1' month as date) as next_month,
        count(*) as days_seen,
        cast(sum(crypto_payments) as bigint) as crypto_payments,
        cast(sum(confirmed_crypto_payments) as bigint) as confirmed_crypto_payments,
        cast(sum(crypto_turnover_kzt) as decimal(18, 2)) as crypto_turnover_kzt,
        cast(sum(confirmed_crypto_turnover_kzt) as decimal(18, 2)) as confirmed_crypto_turnover_kzt,
        cast(sum(retail_turnover_kzt) as decimal(18, 2)) as retail_turnover_kzt,
        cast(sum(stablecoin_turnover_kzt) as decimal(18, 2)) as stablecoin_turnover_kzt,
        cast(sum(settlements) as bigint) as settlements,
        cast(sum(matched_settlements) as bigint) as matched_settlements
    from days
    group by month
),

tickets as (
    select
        month,
        cast(percentile_disc(0.5) within group (order by crypto_kzt) as decimal(18, 2)) as crypto_ticket_median_kzt,
        cast(percentile_disc(0.9) within group (order by crypto_kzt) as decimal(18, 2)) as crypto_ticket_p90_kzt
    from crypto_receipts
    group by month
),

merchants as (
    select
        month,
        count(distinct merchant_key) as active_merchants
    from payments
    group by month
),

payers as (
    select
        month,
        count(*) as active_payers
    from payer_months
    group by month
),

retained as (
    select
        months.month,
        count(*) as retained_payers
    from months
    inner join payer_months on months.month = payer_months.month
    inner join payer_months as next_payer_months
        on
            payer_months.payer_key = next_payer_months.payer_key
            and months.next_month = next_payer_months.month
    group by months.month
),

-- The proxy says what a whole month is worth; of a month seen in part, it counts for as many days.
proxies as (
    select
        months.month,
        cast(residents.value_number as bigint) as residents,
        {{ money_of_hundredths(divide_half_up(
            'cast(100 * heads.value_number * residents.value_number as bigint) * months.days_seen',
            days_between('months.month', 'months.next_month')
        )) }} as retail_proxy_kzt,
        greatest(heads.doubt_rank, residents.doubt_rank) as doubt_rank
    from months
    inner join parameters as heads
        on
            heads.parameter = 'national_retail_per_head'
            and months.month between heads.valid_from and heads.valid_to
    inner join parameters as residents
        on
            residents.parameter = 'alatau_residents'
            and months.month between residents.valid_from and residents.valid_to
),

joined as (
    select
        months.*,
        coalesce(payers.active_payers, 0) as active_payers,
        coalesce(merchants.active_merchants, 0) as active_merchants,
        tickets.crypto_ticket_median_kzt,
        tickets.crypto_ticket_p90_kzt,
        proxies.residents,
        proxies.retail_proxy_kzt,
        case when next_months.month is not null then coalesce(retained.retained_payers, 0) end as retained_payers,
        confidences.confidence as parameter_confidence
    from months
    left join payers using (month)
    left join merchants using (month)
    left join tickets using (month)
    left join retained using (month)
    left join proxies using (month)
    left join months as next_months on months.next_month = next_months.month
    left join confidences using (doubt_rank)
),

adoption as (
    select
        month,
        days_seen,
        crypto_payments,
        confirmed_crypto_payments,
        active_payers,
        active_merchants,
        crypto_turnover_kzt,
        confirmed_crypto_turnover_kzt,
        retail_turnover_kzt,
        {{ percent_of('crypto_turnover_kzt', 'retail_turnover_kzt') }} as crypto_share_pct,
        residents,
        retail_proxy_kzt,
        {{ percent_of('crypto_turnover_kzt', 'retail_proxy_kzt') }} as crypto_share_of_proxy_pct,
        {{ money_of_hundredths(divide_half_up(unscaled('crypto_turnover_kzt'), 'residents')) }}
            as crypto_turnover_per_resident_kzt,
        stablecoin_turnover_kzt,
        {{ percent_of('stablecoin_turnover_kzt', 'confirmed_crypto_turnover_kzt') }} as stablecoin_share_pct,
        crypto_ticket_median_kzt,
        crypto_ticket_p90_kzt,
        settlements,
        matched_settlements,
        {{ percent_of('matched_settlements', 'settlements') }} as receipt_match_pct,
        retained_payers,
        {{ percent_of('retained_payers', 'active_payers') }} as retention_m1_pct,
        parameter_confidence
    from joined
)

select * from adoption
