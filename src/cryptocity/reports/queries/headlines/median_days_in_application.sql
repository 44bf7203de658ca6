-- One row per month, the newest first: days by which half of the applications are admitted, null where not reached.
select
    month,
    median_days_to_admission,
    participants
from sandbox_and_talent.sandbox_participants_monthly
order by month desc
