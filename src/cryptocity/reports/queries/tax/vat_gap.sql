-- One row: of the quarters of which most gaps can be told, the latest; from VAT due to VAT paid, over all merchants.
-- `merchants_*` count those that add anything, `largest_*` and `second_*` are what single ones add, whatever the sign.
with
told as (
    select quarter
    from tax.vat_gap_quarterly
    group by quarter
    order by (count(compliance_gap_kzt) > 0)::int + (count(collection_gap_kzt) > 0)::int desc, quarter desc
    limit 1
),

by_merchant as (
    select
        gaps.*,
        gaps.vat_declared_kzt - gaps.vat_payable_kzt as vat_offset_used_kzt
    from tax.vat_gap_quarterly as gaps
    inner join told on gaps.quarter = told.quarter
),

amounts as (
    select
        quarter,
        vat_due_kzt,
        invoices_vat_due_kzt,
        compliance_gap_kzt,
        vat_declared_kzt,
        vat_offset_used_kzt,
        vat_payable_kzt,
        collection_gap_kzt,
        vat_paid_kzt
    from by_merchant
),

summed as (
    select
        quarter,
        sum(columns('.*_kzt')),
        max(abs(columns('(.*_kzt)'))) as 'largest_\1',
        max(abs(columns('(.*_kzt)')), 2)[2] as 'second_\1',
        count_if(columns('(.*_kzt)') <> 0)::bigint as 'merchants_\1'
    from amounts
    group by quarter
),

deadlines as (
    select
        quarter,
        max(return_due_on) as return_due_on,
        max(payment_due_on) as payment_due_on,
        bool_or(is_return_due) as is_return_due,
        bool_or(is_payment_due) as is_payment_due,
        bool_or(is_turnover_complete) as is_turnover_complete,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from by_merchant
    group by quarter
),

-- VAT due by receipts is told by month as well, so that VAT due also tells what e-invoices add to it.
joined as (
    select
        *,
        least(merchants_vat_due_kzt, nullif(merchants_invoices_vat_due_kzt, 0)) as fewest_merchants
    from summed
    inner join deadlines using (quarter)
)

select * from joined
