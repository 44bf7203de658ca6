with lines as (
    select * from {{ ref('stg_merchants__receipt_lines') }}
),

parameters as (
    select * from {{ ref('int_vat_parameters_spanned') }}
),

turnover as (
    select
        *,
        case operation when 'sale' then 1 else -1 end as direction,
        case
            when operation = 'sale_return' and original_issued_at is not null
                then {{ city_day('original_issued_at') }}
            else day
        end as turnover_on
    from lines
    where operation in ('sale', 'sale_return')
),

rated as (
    select
        turnover.day,
        turnover.merchant_key,
        turnover.direction,
        turnover.turnover_on,
        turnover.gross_kzt,
        turnover.vat_stated_kzt,
        parameters.is_simplified_vat_allowed,
        parameters.simplified_doubt_rank,
        {{ vat_rate_pct('turnover.is_taxed', 'turnover.vat_stated_pct') }} as vat_rate_pct,
        {{ vat_doubt_rank('turnover.is_taxed', 'turnover.vat_stated_pct') }} as doubt_rank
    from turnover
    inner join parameters on turnover.turnover_on between parameters.valid_from and parameters.valid_to
),

in_hundredths as (
    select
        *,
        cast(vat_rate_pct * 100 as bigint) as vat_rate_hundredths
    from rated
),

taxed as (
    select
        day,
        merchant_key,
        direction,
        turnover_on,
        gross_kzt,
        vat_stated_kzt,
        is_simplified_vat_allowed,
        simplified_doubt_rank,
        vat_rate_pct,
        doubt_rank,
        {{ vat_contained_tiyn('gross_kzt', 'vat_rate_hundredths') }} as vat_tiyn
    from in_hundredths
)

select * from taxed
