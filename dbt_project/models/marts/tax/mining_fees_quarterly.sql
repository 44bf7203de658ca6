with energy as (
    select
        *,
        {{ quarter_of('day') }} as quarter
    from {{ ref('int_mining_energy_rated') }}
),

periods as (
    select * from {{ ref('int_tax_periods') }}
),

paid as (
    select * from {{ ref('int_taxes_paid') }}
    where tax = 'mining_fee'
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

due as (
    select
        quarter,
        miner_key,
        cast(coalesce(sum(energy_kwh), 0) as decimal(18, 3)) as metered_kwh,
        count(*) filter (where not is_metered) as unmetered_point_days,
        cast(coalesce(sum(energy_kwh) filter (where rate_kzt_per_kwh is null), 0) as decimal(18, 3)) as unrated_kwh,
        cast(coalesce(sum(energy_kwh * rate_kzt_per_kwh), 0) as decimal(18, 2)) as fee_due_kzt,
        max(doubt_rank) as doubt_rank
    from energy
    group by quarter, miner_key
),

miners as (
    select
        quarter,
        miner_key
    from due
    union distinct
    select
        quarter,
        taxpayer_key as miner_key
    from paid
),

-- Of a quarter of which no day has landed nothing is known to be due: neither energy nor the lack of it.
gathered as (
    select
        miners.quarter,
        miners.miner_key,
        periods.known_on,
        cast(periods.days as bigint) as days,
        cast(periods.energy_days as bigint) as days_landed,
        periods.energy_days = periods.days as is_quarter_complete,
        periods.mining_fee_due_on as due_on,
        coalesce(periods.known_on >= periods.mining_fee_due_on, false) as is_due,
        cast(case when periods.energy_days > 0 then coalesce(due.metered_kwh, 0) end as decimal(18, 3)) as metered_kwh,
        coalesce(due.unmetered_point_days, 0) as unmetered_point_days,
        cast(case when periods.energy_days > 0 then coalesce(due.unrated_kwh, 0) end as decimal(18, 3)) as unrated_kwh,
        cast(case when periods.energy_days > 0 then coalesce(due.fee_due_kzt, 0) end as decimal(18, 2)) as fee_due_kzt,
        cast(coalesce(paid.paid_kzt, 0) as decimal(18, 2)) as fee_paid_kzt,
        case
            when periods.mining_fee_doubt_rank is not null
                then greatest(periods.mining_fee_doubt_rank, coalesce(due.doubt_rank, periods.mining_fee_doubt_rank))
        end as doubt_rank
    from miners
    inner join periods using (quarter)
    left join due using (quarter, miner_key)
    left join paid on miners.quarter = paid.quarter and miners.miner_key = paid.taxpayer_key
),

-- What nobody measured, or no rate is known for, is never estimated: then the gap is not known either.
compared as (
    select
        *,
        cast(
            case
                when is_quarter_complete and is_due and unmetered_point_days = 0 and unrated_kwh = 0
                    then fee_due_kzt - fee_paid_kzt
            end
            as decimal(18, 2)
        ) as fee_gap_kzt
    from gathered
),

fees as (
    select
        compared.quarter,
        compared.miner_key,
        compared.known_on,
        compared.days,
        compared.days_landed,
        compared.is_quarter_complete,
        compared.due_on,
        compared.is_due,
        compared.metered_kwh,
        compared.unmetered_point_days,
        compared.unrated_kwh,
        compared.fee_due_kzt,
        compared.fee_paid_kzt,
        compared.fee_gap_kzt,
        {{ percent_of('compared.fee_gap_kzt', 'compared.fee_due_kzt') }} as fee_gap_pct,
        confidences.confidence as parameter_confidence
    from compared
    left join confidences using (doubt_rank)
)

select * from fees
