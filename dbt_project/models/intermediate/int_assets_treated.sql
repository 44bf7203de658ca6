with assets as (
    select * from {{ ref('int_assets_deduplicated') }}
),

classes as (
    select * from {{ ref('seed_asset_classes') }}
),

treatments as (
    select *
    from {{ ref('seed_bpm7_treatments') }}
    where is_applied
),

listed as (
    select
        asset,
        bool_or(is_stablecoin) as is_stablecoin,
        min(bpm7_account) as first_bpm7_account,
        max(bpm7_account) as last_bpm7_account
    from assets
    group by asset
),

classified as (
    select
        asset,
        coalesce(
            classes.asset_class,
            case when listed.is_stablecoin then 'stablecoin' when not listed.is_stablecoin then 'unbacked_medium' end
        ) as asset_class,
        listed.first_bpm7_account,
        listed.last_bpm7_account
    from listed
    full outer join classes using (asset)
),

treated as (
    select
        classified.asset,
        classified.asset_class,
        treatments.treatment,
        treatments.bpm7_account,
        treatments.bpm7_instrument,
        -- A treatment is unsure where the authority's list names another account.
        case
            when
                treatments.bpm7_account <> classified.first_bpm7_account
                or treatments.bpm7_account <> classified.last_bpm7_account
                then 'L'
            else treatments.confidence
        end as confidence
    from classified
    inner join treatments using (asset_class)
)

select * from treated
