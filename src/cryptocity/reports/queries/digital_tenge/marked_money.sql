-- One row per kind of mark: amounts to date over all contracts, each as of the last day on which it moved.
with
latest as (
    select *
    from digital_tenge.marked_money_daily
    qualify row_number() over (partition by mark_code, contract_number order by day desc) = 1
),

by_kind as (
    select
        case when mark_code = 'VAT' then 'vat' else 'contract' end as mark_kind,
        sum(marked_to_date_kzt) as marked_to_date_kzt,
        sum(spent_to_date_kzt) as spent_to_date_kzt,
        sum(leaked_to_date_kzt) as leaked_to_date_kzt,
        count(*) as contracts,
        string_agg(distinct permission_confidence, ', ' order by permission_confidence) as parameter_confidence
    from latest
    group by mark_kind
),

totalled as (
    select
        *,
        sum(marked_to_date_kzt) over () as all_marked_kzt,
        sum(leaked_to_date_kzt) over () as all_leaked_kzt,
        sum(contracts) over ()::bigint as all_contracts
    from by_kind
)

select * from totalled
order by marked_to_date_kzt desc, mark_kind asc
