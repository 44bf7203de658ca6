-- One row per quarter: digital mining fee paid, due by meter, and the gap where it can be told, over all miners.
select
    quarter,
    sum(fee_paid_kzt) as fee_paid_kzt,
    sum(fee_due_kzt) as fee_due_kzt,
    sum(fee_gap_kzt) as fee_gap_kzt,
    count(*) as miners,
    string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
from tax.mining_fees_quarterly
group by quarter
order by quarter desc
limit 8
