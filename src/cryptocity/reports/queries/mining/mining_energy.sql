-- One row per licensed miner on the latest day: energy metered, and energy that the declared hash rate implies. The
-- fifteen largest; `all_*` count every miner of the day.
with
latest as (
    select *
    from mining.mining_energy_daily
    qualify day = max(day) over ()
),

totalled as (
    select
        *,
        count(*) over () as all_miners,
        count(*) filter (where metered_against_implied = 'below') over () as all_below,
        count(*) filter (where metered_against_implied = 'above') over () as all_above
    from latest
)

select * from totalled
order by implied_best_mwh desc nulls last, miner_key asc
limit 15
