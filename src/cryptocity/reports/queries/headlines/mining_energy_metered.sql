-- One row per day, the newest first.
select
    day,
    sum(metered_mwh) as metered_mwh,
    count(metered_mwh) as miners
from mining.mining_energy_daily
group by day
order by day desc
limit 60
