-- One row per day, the newest first.
select
    day,
    sum(transfers)::bigint as transfers
from capital_flow.token_transfers_daily
group by day
order by day desc
limit 60
