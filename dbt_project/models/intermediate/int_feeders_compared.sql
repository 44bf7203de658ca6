with feeders as (
    select * from {{ ref('stg_reference__feeder_energy') }}
),

licences as (
    select *
    from {{ ref('stg_reference__mining_licences') }}
    where day between licensed_from and licensed_to
),

mining_energy as (
    select * from {{ ref('stg_reference__mining_energy') }}
),

-- What a miner generates himself does not come over the feeder.
drawn as (
    select
        mining_energy.day,
        mining_energy.feeder,
        cast(
            coalesce(sum(mining_energy.energy_kwh) filter (where mining_energy.tariff_source = 'grid'), 0)
            as decimal(18, 3)
        ) as metered_mining_kwh,
        count(*) - count(mining_energy.energy_kwh) as unmetered_points
    from mining_energy
    inner join licences using (day, licence_number)
    group by mining_energy.day, mining_energy.feeder
),

remaining as (
    select
        feeders.day,
        feeders.feeder,
        feeders.kato_code,
        feeders.connected_households,
        feeders.supplied_kwh,
        coalesce(drawn.metered_mining_kwh, 0) as metered_mining_kwh,
        coalesce(drawn.unmetered_points, 0) as unmetered_points,
        cast(feeders.supplied_kwh - coalesce(drawn.metered_mining_kwh, 0) as decimal(18, 3)) as remaining_kwh
    from feeders
    left join drawn using (day, feeder)
),

shared as (
    select
        *,
        case
            when connected_households > 0
                then cast(remaining_kwh as double) / cast(connected_households as double)
        end as household_kwh
    from remaining
),

ranked as (
    select
        day,
        feeder,
        household_kwh,
        row_number() over (partition by day order by household_kwh, feeder) as place,
        count(*) over (partition by day) as feeders,
        floor(count(*) over (partition by day) / 2) as middle
    from shared
    where household_kwh is not null
),

middles as (
    select
        day,
        max(case when place = middle then household_kwh end) as lower_kwh,
        max(case when place = middle + 1 then household_kwh end) as upper_kwh
    from ranked
    group by day
),

-- The median of the other feeders models a household: season is in it, and a feeder is never its own measure.
typical as (
    select
        ranked.day,
        ranked.feeder,
        ranked.feeders as compared_feeders,
        case when ranked.place > ranked.middle then middles.lower_kwh else middles.upper_kwh end as household_kwh
    from ranked
    inner join middles using (day)
),

compared as (
    select
        shared.day,
        shared.feeder,
        shared.kato_code,
        shared.connected_households,
        shared.supplied_kwh,
        shared.metered_mining_kwh,
        shared.unmetered_points,
        shared.remaining_kwh,
        coalesce(typical.compared_feeders, 0) as compared_feeders,
        case
            when shared.connected_households = 0 then cast(0 as decimal(18, 3))
            else cast(round(shared.connected_households * typical.household_kwh, 3) as decimal(18, 3))
        end as modelled_household_kwh,
        case
            when typical.household_kwh > 0
                then shared.household_kwh / typical.household_kwh - 1
        end as excess
    from shared
    left join typical using (day, feeder)
)

select * from compared
