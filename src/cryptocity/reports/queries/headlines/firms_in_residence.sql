-- One row per month, the newest first: resident firms on the last landed day.
select
    month,
    sum(firms)::bigint as firms
from sandbox_and_talent.resident_firms_monthly
group by month
order by month desc
