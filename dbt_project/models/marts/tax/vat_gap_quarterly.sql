with periods as (
    select * from {{ ref('int_tax_periods') }}
),

receipts as (
    select
        {{ quarter_of('month') }} as quarter,
        merchant_key,
        is_vat_payer,
        vat_due_kzt,
        parameter_confidence as confidence
    from {{ ref('vat_due_monthly') }}
),

invoiced as (
    select * from {{ ref('int_vat_invoiced') }}
),

declared as (
    select * from {{ ref('int_vat_declared') }}
),

paid as (
    select * from {{ ref('int_taxes_paid') }}
    where tax = 'vat'
),

newest_register as (
    select * from {{ ref('int_merchants_deduplicated') }}
),

confidences as (
    select * from {{ ref('seed_parameter_confidences') }}
),

receipts_due as (
    select
        receipts.quarter,
        receipts.merchant_key,
        cast(sum(receipts.vat_due_kzt) as decimal(18, 2)) as vat_due_kzt,
        max(confidences.doubt_rank) as doubt_rank
    from receipts
    inner join confidences using (confidence)
    where receipts.is_vat_payer
    group by receipts.quarter, receipts.merchant_key
),

taxpayers as (
    select
        quarter,
        merchant_key
    from receipts_due
    union distinct
    select
        quarter,
        seller_key as merchant_key
    from invoiced
    where vat_kzt <> 0
    union distinct
    select
        quarter,
        taxpayer_key as merchant_key
    from declared
    union distinct
    select
        quarter,
        taxpayer_key as merchant_key
    from paid
),

-- Of a quarter of which no day has landed nobody knows what receipts make due.
gathered as (
    select
        periods.quarter,
        taxpayers.merchant_key,
        newest_register.oked_code,
        periods.known_on,
        periods.days,
        periods.receipt_days,
        periods.is_turnover_complete,
        periods.vat_return_due_on,
        periods.vat_payment_due_on,
        coalesce(periods.known_on >= periods.vat_return_due_on, false) as is_return_due,
        coalesce(periods.known_on >= periods.vat_payment_due_on, false) as is_payment_due,
        declared.first_filed_on,
        coalesce(declared.return_count, 0) as return_count,
        case when periods.receipt_days > 0 then coalesce(receipts_due.vat_due_kzt, 0) end as receipts_vat_due_kzt,
        coalesce(invoiced.vat_kzt, 0) as invoices_vat_due_kzt,
        coalesce(declared.vat_without_invoice_kzt, 0) as receipts_vat_declared_kzt,
        coalesce(declared.vat_with_invoice_kzt, 0) as invoices_vat_declared_kzt,
        coalesce(declared.vat_offset_kzt, 0) as vat_offset_kzt,
        coalesce(paid.paid_kzt, 0) as vat_paid_kzt,
        case
            when periods.vat_doubt_rank is not null
                then greatest(
                    periods.vat_doubt_rank,
                    coalesce(receipts_due.doubt_rank, periods.vat_doubt_rank),
                    coalesce(invoiced.doubt_rank, periods.vat_doubt_rank)
                )
        end as doubt_rank
    from taxpayers
    inner join periods using (quarter)
    left join receipts_due using (quarter, merchant_key)
    left join invoiced on taxpayers.quarter = invoiced.quarter and taxpayers.merchant_key = invoiced.seller_key
    left join declared on taxpayers.quarter = declared.quarter and taxpayers.merchant_key = declared.taxpayer_key
    left join paid on taxpayers.quarter = paid.quarter and taxpayers.merchant_key = paid.taxpayer_key
    left join newest_register on taxpayers.merchant_key = newest_register.merchant_key
),

totalled as (
    select
        *,
        cast(receipts_vat_due_kzt + invoices_vat_due_kzt as decimal(18, 2)) as vat_due_kzt,
        cast(receipts_vat_declared_kzt + invoices_vat_declared_kzt as decimal(18, 2)) as vat_declared_kzt,
        cast(
            greatest(receipts_vat_declared_kzt + invoices_vat_declared_kzt - vat_offset_kzt, 0) as decimal(18, 2)
        ) as vat_payable_kzt
    from gathered
),

-- Only as much is offset as was declared: the excess is carried forward, and lessens no gap of this quarter.
compared as (
    select
        *,
        cast(
            case
                when is_turnover_complete and is_return_due then receipts_vat_due_kzt - receipts_vat_declared_kzt
            end
            as decimal(18, 2)
        ) as receipts_gap_kzt,
        cast(
            case when is_turnover_complete and is_return_due then vat_due_kzt - vat_declared_kzt end as decimal(18, 2)
        ) as compliance_gap_kzt,
        cast(
            case when is_payment_due then vat_payable_kzt - vat_paid_kzt end as decimal(18, 2)
        ) as collection_gap_kzt,
        cast(vat_due_kzt - (vat_declared_kzt - vat_payable_kzt) as decimal(18, 2)) as vat_due_net_kzt
    from totalled
),

added as (
    select
        *,
        cast(compliance_gap_kzt + collection_gap_kzt as decimal(18, 2)) as total_gap_kzt
    from compared
),

gaps as (
    select
        added.quarter,
        added.merchant_key,
        added.oked_code,
        added.known_on,
        cast(added.days as bigint) as days,
        cast(added.receipt_days as bigint) as days_landed,
        added.is_turnover_complete,
        added.vat_return_due_on as return_due_on,
        added.vat_payment_due_on as payment_due_on,
        added.is_return_due,
        added.is_payment_due,
        added.first_filed_on,
        added.return_count,
        cast(added.receipts_vat_due_kzt as decimal(18, 2)) as receipts_vat_due_kzt,
        cast(added.invoices_vat_due_kzt as decimal(18, 2)) as invoices_vat_due_kzt,
        added.vat_due_kzt,
        cast(added.receipts_vat_declared_kzt as decimal(18, 2)) as receipts_vat_declared_kzt,
        cast(added.invoices_vat_declared_kzt as decimal(18, 2)) as invoices_vat_declared_kzt,
        added.vat_declared_kzt,
        cast(added.vat_offset_kzt as decimal(18, 2)) as vat_offset_kzt,
        added.vat_payable_kzt,
        cast(added.vat_paid_kzt as decimal(18, 2)) as vat_paid_kzt,
        added.receipts_gap_kzt,
        added.compliance_gap_kzt,
        added.collection_gap_kzt,
        added.total_gap_kzt,
        {{ percent_of('added.receipts_gap_kzt', 'added.receipts_vat_due_kzt') }} as receipts_gap_pct,
        {{ percent_of('added.compliance_gap_kzt', 'added.vat_due_kzt') }} as compliance_gap_pct,
        {{ percent_of('added.collection_gap_kzt', 'added.vat_payable_kzt') }} as collection_gap_pct,
        {{ percent_of('added.total_gap_kzt', 'added.vat_due_net_kzt') }} as total_gap_pct,
        confidences.confidence as parameter_confidence
    from added
    left join confidences using (doubt_rank)
)

select * from gaps
