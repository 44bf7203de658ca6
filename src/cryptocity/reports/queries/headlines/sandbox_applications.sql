-- One row per month, the newest first: firms that have ever applied.
select
    month,
    participants
from sandbox_and_talent.sandbox_participants_monthly
order by month desc
