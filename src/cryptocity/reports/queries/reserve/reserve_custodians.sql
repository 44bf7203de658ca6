-- One row per day of the last twelve months and fund: how much of what has a value lies with how few custodians; the
-- Herfindahl-Hirschman index in its usual points, 10,000 where one keeps all.
select
    day,
    fund,
    custodian_top_1_share_pct,
    custodian_top_3_share_pct,
    round(10000 * custodian_hhi)::bigint as custodian_hhi,
    custodians,
    unvalued_holdings
from reserve.reserve_nav_daily
qualify day > max(day) over () - 366
order by day, fund desc
