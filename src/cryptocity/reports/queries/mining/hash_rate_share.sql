-- One row per day of the last twelve months: share of licensed miners in the hash rate of the network, per million, by
-- the first of the estimates of the network.
select
    day,
    10000 * declared_share_pct as declared_share_ppm,
    10000 * implied_share_pct as implied_share_ppm,
    licences,
    parameter_confidence
from mining.hash_rate_share_daily
qualify
    day > max(day) over () - 366
    and row_number() over (partition by day order by estimated_by) = 1
order by day
