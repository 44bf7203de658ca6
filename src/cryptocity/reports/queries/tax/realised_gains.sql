-- One row per method of the latest year: gains, losses and exposure to income tax of all persons. Methods reckon the same
-- disposals and are never added up. `persons_*` count those who add anything, `largest_*` and `second_*` are of single ones.
with
latest as (
    select *
    from tax.pit_exposure_yearly
    qualify year = max(year) over ()
),

amounts as (
    select
        year,
        method,
        net_gain_kzt,
        taxable_gains_kzt,
        losses_kzt,
        pit_exposure_kzt
    from latest
),

summed as (
    select
        year,
        method,
        sum(columns('.*_kzt')),
        max(abs(columns('(.*_kzt)'))) as 'largest_\1',
        max(abs(columns('(.*_kzt)')), 2)[2] as 'second_\1',
        count_if(columns('(.*_kzt)') <> 0)::bigint as 'persons_\1'
    from amounts
    group by year, method
),

confidences as (
    select
        method,
        string_agg(distinct parameter_confidence, ', ' order by parameter_confidence) as parameter_confidence
    from latest
    group by method
)

select
    summed.*,
    confidences.parameter_confidence
from summed
inner join confidences on summed.method = confidences.method
order by list_position(['fifo', 'average', 'specific'], summed.method)
