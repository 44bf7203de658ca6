with survived as (
    select * from {{ ref('int_waits_survived') }}
    where wait = 'vat_refund'
),

told as (
    select
        month,
        category as channel,
        unit as day_unit,
        waited_days,
        at_risk as at_risk_applications,
        ended as credited_applications,
        cast(100 * surviving_share as decimal(9, 4)) as still_waiting_pct
    from survived
)

select * from told
