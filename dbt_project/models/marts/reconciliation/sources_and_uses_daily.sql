with lines as (
    select * from {{ ref('int_account_lines_summed') }}
),

residuals as (
    select
        day,
        account,
        'use' as side,
        'unexplained_residual' as line,
        true as is_residual,
        cast(0 as bigint) as items,
        cast(0 as bigint) as unvalued_items,
        cast(sum(case side when 'source' then amount_kzt else -amount_kzt end) as decimal(18, 2)) as amount_kzt
    from lines
    group by day, account
),

sources_and_uses as (
    select
        day,
        account,
        side,
        line,
        false as is_residual,
        items,
        unvalued_items,
        amount_kzt
    from lines
    union all
    select * from residuals
)

select * from sources_and_uses
