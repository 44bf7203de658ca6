-- One row per flag, direction and distance over the release. A transfer can be in several rows: they do not add up.
select
    category,
    direction,
    hops::varchar as hops,
    sum(exposed_usd) as exposed_usd,
    sum(transfers)::bigint as transfers,
    sum(unvalued_transfers)::bigint as unvalued_transfers,
    count(distinct day) as days
from capital_flow.illicit_exposure_daily
group by category, direction, hops
order by exposed_usd desc nulls last, category asc, direction asc, hops asc
