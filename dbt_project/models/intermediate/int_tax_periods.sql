with receipt_days as (
    select day from {{ ref('int_receipts_summed') }}
),

energy_days as (
    select distinct day from {{ ref('stg_reference__mining_energy') }}
),

licence_days as (
    select distinct day from {{ ref('stg_reference__mining_licences') }}
),

venue_days as (
    select distinct day from {{ ref('stg_exchanges__venues') }}
),

returns as (
    select
        day,
        quarter
    from {{ ref('stg_reference__vat_returns') }}
),

payments as (
    select
        day,
        quarter
    from {{ ref('stg_reference__tax_payments') }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
),

calendar as (
    {{ newest_of_each(ref('stg_reference__work_calendar'), ['calendar_on']) }}
),

snapshots as (
    select day from returns
    union distinct
    select day from payments
),

quarters as (
    select {{ quarter_of('day') }} as quarter from receipt_days
    union distinct
    select {{ quarter_of('day') }} as quarter from energy_days
    union distinct
    select {{ quarter_of('day') }} as quarter from licence_days
    union distinct
    select {{ quarter_of('day') }} as quarter from venue_days
    union distinct
    select quarter from returns
    union distinct
    select quarter from payments
),

periods as (
    select
        quarter,
        {{ days_after("cast(quarter + interval '3' month as date)", -1) }} as last_day,
        cast(quarter + interval '3' month as date) as next_month,
        cast(quarter + interval '4' month as date) as second_month,
        cast(quarter + interval '15' month as date) as forgotten_on
    from quarters
),

-- Returns and payments are told of the last four quarters only: what comes later says nothing of an older one.
known as (
    select
        periods.quarter,
        max(snapshots.day) as known_on
    from periods
    inner join snapshots on periods.forgotten_on > snapshots.day
    group by periods.quarter
),

-- Until when e-invoices for turnover of the period may still be issued.
invoiced as (
    select
        periods.quarter,
        {{ days_after('periods.last_day', 'cast(parameters.value_number as integer)') }} as invoiced_until_on,
        parameters.doubt_rank
    from periods
    inner join parameters
        on
            parameters.parameter = 'e_invoice_due_days'
            and periods.last_day between parameters.valid_from and parameters.valid_to
),

duties as (
    select
        periods.quarter,
        parameters.parameter as duty,
        parameters.doubt_rank,
        {{
            days_after(
                "case when parameters.parameter = 'mining_fee_due_day_after_quarter' then periods.next_month "
                "else periods.second_month end",
                "cast(parameters.value_number - 1 as integer)"
            )
        }} as nominally_due_on
    from periods
    inner join parameters
        on
            parameters.parameter in (
                'vat_return_due_day', 'vat_payment_due_day', 'mining_fee_due_day_after_quarter'
            )
            and periods.last_day between parameters.valid_from and parameters.valid_to
),

candidates as (
    select
        duties.quarter,
        duties.duty,
        duties.doubt_rank,
        {{ days_after('duties.nominally_due_on', 'later.days') }} as candidate_on
    from duties
    cross join (
        values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14)
    ) as later (days)
),

-- 1 January 1900 was a Monday.
working as (
    select candidates.*
    from candidates
    left join calendar on candidates.candidate_on = calendar.calendar_on
    where
        calendar.kind = 'working_day'
        or (
            calendar.kind is null
            and mod({{ days_between("date '1900-01-01'", 'candidates.candidate_on') }}, 7) < 5
        )
),

due as (
    select
        quarter,
        min(candidate_on) filter (where duty = 'vat_return_due_day') as vat_return_due_on,
        min(candidate_on) filter (where duty = 'vat_payment_due_day') as vat_payment_due_on,
        min(candidate_on) filter (where duty = 'mining_fee_due_day_after_quarter') as mining_fee_due_on,
        max(doubt_rank) filter (where duty in ('vat_return_due_day', 'vat_payment_due_day')) as vat_doubt_rank,
        max(doubt_rank) filter (where duty = 'mining_fee_due_day_after_quarter') as mining_fee_doubt_rank
    from working
    group by quarter
),

landed as (
    select
        periods.quarter,
        count(*) filter (where receipt_days.day <= periods.last_day) as receipt_days,
        count(*) filter (where receipt_days.day > periods.last_day) as later_receipt_days
    from periods
    inner join invoiced using (quarter)
    inner join receipt_days on receipt_days.day between periods.quarter and invoiced.invoiced_until_on
    group by periods.quarter
),

metered as (
    select
        {{ quarter_of('day') }} as quarter,
        count(*) as energy_days
    from energy_days
    group by {{ quarter_of('day') }}
),

sellable as (
    select
        {{ quarter_of('day') }} as quarter,
        count(*) as mining_and_venue_days
    from licence_days
    inner join venue_days using (day)
    group by {{ quarter_of('day') }}
),

assembled as (
    select
        periods.quarter,
        periods.last_day,
        {{ days_between('periods.quarter', 'periods.last_day') }} + 1 as days,
        coalesce(landed.receipt_days, 0) as receipt_days,
        coalesce(
            landed.receipt_days = {{ days_between('periods.quarter', 'periods.last_day') }} + 1
            and landed.later_receipt_days = {{ days_between('periods.last_day', 'invoiced.invoiced_until_on') }},
            false
        ) as is_turnover_complete,
        coalesce(metered.energy_days, 0) as energy_days,
        coalesce(sellable.mining_and_venue_days, 0) as mining_and_venue_days,
        known.known_on,
        due.vat_return_due_on,
        due.vat_payment_due_on,
        due.mining_fee_due_on,
        greatest(due.vat_doubt_rank, invoiced.doubt_rank) as vat_doubt_rank,
        due.mining_fee_doubt_rank
    from periods
    left join known using (quarter)
    left join invoiced using (quarter)
    left join due using (quarter)
    left join landed using (quarter)
    left join metered using (quarter)
    left join sellable using (quarter)
)

select * from assembled
