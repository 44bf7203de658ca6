-- One row per month, the newest first: days from application by which half and nine tenths are admitted, of all
-- participants that ever applied; null where that is not reached.
select
    month,
    as_of_on,
    participants,
    median_days_to_admission,
    p90_days_to_admission,
    null::date as first_day,
    max(as_of_on) over () as last_day
from sandbox_and_talent.sandbox_participants_monthly
order by month desc
limit 12
