with payments as (
    select * from {{ ref('int_crypto_payments_credited') }}
),

stablecoins_tested as (
    select * from {{ ref('int_stablecoins_tested') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

judged as (
    select
        {{ month_of('payments.day') }} as month,
        payments.asset,
        payments.payer_key,
        payments.is_stablecoin,
        payments.credited_kzt,
        stablecoins_tested.has_fixed_value,
        stablecoins_tested.doubt_rank
    from payments
    left join stablecoins_tested using (day, asset)
),

summed as (
    select
        month,
        asset,
        bool_or(is_stablecoin) as is_stablecoin,
        count(*) as confirmed_settlements,
        count(distinct payer_key) as active_payers,
        cast(sum(credited_kzt) as decimal(18, 2)) as confirmed_crypto_turnover_kzt,
        cast(
            coalesce(sum(credited_kzt) filter (where has_fixed_value), 0) as decimal(18, 2)
        ) as fixed_value_turnover_kzt,
        cast(
            coalesce(sum(credited_kzt) filter (where not has_fixed_value), 0) as decimal(18, 2)
        ) as not_fixed_value_turnover_kzt,
        cast(
            coalesce(sum(credited_kzt) filter (where has_fixed_value is null), 0) as decimal(18, 2)
        ) as undecided_turnover_kzt,
        max(doubt_rank) as doubt_rank
    from judged
    group by month, asset
),

months as (
    select
        month,
        cast(sum(confirmed_crypto_turnover_kzt) as decimal(18, 2)) as month_turnover_kzt
    from summed
    group by month
),

assets as (
    select
        summed.month,
        summed.asset,
        summed.is_stablecoin,
        summed.confirmed_settlements,
        summed.active_payers,
        summed.confirmed_crypto_turnover_kzt,
        {{ percent_of('summed.confirmed_crypto_turnover_kzt', 'months.month_turnover_kzt') }} as turnover_share_pct,
        summed.fixed_value_turnover_kzt,
        summed.not_fixed_value_turnover_kzt,
        summed.undecided_turnover_kzt,
        case
            when summed.is_stablecoin then summed.not_fixed_value_turnover_kzt > 0
            else summed.fixed_value_turnover_kzt > 0
        end as is_contradicted,
        confidences.confidence as parameter_confidence
    from summed
    inner join months using (month)
    left join confidences using (doubt_rank)
)

select * from assets
