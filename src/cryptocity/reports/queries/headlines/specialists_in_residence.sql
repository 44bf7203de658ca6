-- One row per month, the newest first: specialists whom resident firms employ on the last landed day.
select
    month,
    sum(specialists)::bigint as specialists,
    sum(firms)::bigint as firms
from sandbox_and_talent.resident_firms_monthly
group by month
order by month desc
