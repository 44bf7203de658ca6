with receipts as (
    select
        cast(extract(year from day) as bigint) as year,
        merchant_key,
        turnover_kzt
    from {{ ref('int_receipt_lines_summed') }}
),

invoices as (
    select
        cast(extract(year from turnover_on) as bigint) as year,
        seller_key as merchant_key,
        gross_kzt as turnover_kzt
    from {{ ref('int_e_invoices_valid') }}
),

turnovers as (
    select * from receipts
    union all
    select * from invoices
),

summed as (
    select
        year,
        merchant_key,
        cast(sum(turnover_kzt) as decimal(18, 2)) as turnover_kzt
    from turnovers
    group by year, merchant_key
)

select * from summed
