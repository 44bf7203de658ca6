-- A payout in an asset whose smallest unit the register does not know, or not surely, cannot be counted.
with assets as (
    select
        asset,
        min(decimals) as decimals
    from {{ ref('int_assets_deduplicated') }}
    group by asset
    having min(decimals) = max(decimals)
),

distributions as (
    select
        payouts.*,
        {{ quarter_of('payouts.distributed_on') }} as quarter,
        assets.decimals
    from {{ ref('stg_reference__mining_distributions') }} as payouts
    left join assets on payouts.asset = assets.asset
),

mined as (
    select distinct asset from distributions
),

sold as (
    select sales.*
    from {{ ref('int_mined_assets_sold') }} as sales
    inner join mined using (asset)
),

periods as (
    select * from {{ ref('int_tax_periods') }}
),

parameters as (
    select * from {{ ref('int_statutory_parameters_bounded') }}
    where parameter = 'mined_asset_sale_share_min'
),

received as (
    select
        quarter,
        miner_key,
        asset,
        count(*) as distributions,
        count(*) filter (where decimals is null) as unscaled_distributions,
        cast(sum({{ whole_tokens('amount_base_units', 'decimals') }}) as decimal(18, 8)) as distributed_units
    from distributions
    group by quarter, miner_key, asset
),

sellers as (
    select
        quarter,
        miner_key,
        asset
    from received
    union distinct
    select
        quarter,
        miner_key,
        asset
    from sold
),

gathered as (
    select
        sellers.quarter,
        sellers.miner_key,
        sellers.asset,
        cast(periods.days as bigint) as days,
        cast(periods.mining_and_venue_days as bigint) as days_landed,
        coalesce(received.distributions, 0) as distributions,
        coalesce(received.unscaled_distributions, 0) as unscaled_distributions,
        case
            when received.quarter is null then cast(0 as decimal(18, 8)) else received.distributed_units
        end as distributed_units,
        coalesce(sold.sales, 0) as sales,
        coalesce(sold.sold_units, cast(0 as decimal(18, 8))) as sold_units,
        cast(parameters.value_number as decimal(5, 2)) as minimum_pct,
        parameters.confidence as parameter_confidence
    from sellers
    inner join periods using (quarter)
    left join received using (quarter, miner_key, asset)
    left join sold using (quarter, miner_key, asset)
    left join parameters on periods.last_day between parameters.valid_from and parameters.valid_to
),

-- A share is told only of a whole quarter in which every payout is known in units.
judged as (
    select
        *,
        days_landed = days as is_quarter_complete,
        days_landed = days and unscaled_distributions = 0 and distributed_units > 0 as is_told
    from gathered
),

compared as (
    select
        quarter,
        miner_key,
        asset,
        days,
        days_landed,
        is_quarter_complete,
        distributions,
        unscaled_distributions,
        distributed_units,
        sales,
        sold_units,
        case when is_told then {{ percent_of('sold_units', 'distributed_units') }} end as sold_pct,
        minimum_pct,
        case when is_told then 100 * sold_units < distributed_units * minimum_pct end as is_below_minimum,
        parameter_confidence
    from judged
)

select * from compared
