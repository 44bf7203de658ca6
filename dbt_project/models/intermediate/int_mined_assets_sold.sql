with trades as (
    select * from {{ ref('stg_exchanges__client_trades') }}
),

licences as (
    {{ newest_of_each(ref('stg_exchanges__licences'), ['venue_id', 'licence_number', 'valid_from']) }}
),

miners as (
    select distinct miner_key from {{ ref('stg_reference__mining_licences') }}
),

sales as (
    select
        day,
        venue_id,
        coalesce(client_bin, client_key) as miner_key,
        base_asset as asset,
        base_amount
    from trades
    where side = 'sell'
),

licensed as (
    select distinct
        sales.day,
        sales.venue_id
    from sales
    inner join licences
        on
            sales.venue_id = licences.venue_id
            and licences.licence_status = 'active'
            and sales.day between licences.valid_from and coalesce(licences.valid_to, date '9999-12-31')
),

sold as (
    select
        {{ quarter_of('sales.day') }} as quarter,
        sales.miner_key,
        sales.asset,
        count(*) as sales,
        cast(sum(sales.base_amount) as decimal(18, 8)) as sold_units
    from sales
    inner join miners using (miner_key)
    inner join licensed using (day, venue_id)
    group by {{ quarter_of('sales.day') }}, sales.miner_key, sales.asset
)

select * from sold
