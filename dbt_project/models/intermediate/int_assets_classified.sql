with assets as (
    select * from {{ ref('int_assets_deduplicated') }}
),

classified as (
    select
        asset,
        case when min(bpm7_account) = max(bpm7_account) then min(bpm7_account) else 'unknown' end as bpm7_account
    from assets
    group by asset
)

select * from classified
