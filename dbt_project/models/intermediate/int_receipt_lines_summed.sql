{{ config(materialized='incremental') }}

with lines as (
    select *
    from {{ ref('int_receipt_lines_rated') }}
    where {{ is_rebuilt('day') }}
),

summed as (
    select
        day,
        merchant_key,
        direction,
        turnover_on,
        is_simplified_vat_allowed,
        vat_rate_pct,
        count(*) as line_count,
        cast(sum(direction * gross_kzt) as decimal(18, 2)) as turnover_kzt,
        cast(sum(direction * vat_stated_kzt) as decimal(18, 2)) as vat_stated_kzt,
        cast(sum(direction * vat_tiyn) as bigint) as vat_tiyn,
        max(simplified_doubt_rank) as simplified_doubt_rank,
        max(doubt_rank) as doubt_rank
    from lines
    group by day, merchant_key, direction, turnover_on, is_simplified_vat_allowed, vat_rate_pct
)

select * from summed
