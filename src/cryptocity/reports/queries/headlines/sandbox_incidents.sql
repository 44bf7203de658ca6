-- One row per month, the newest first: incidents per million transactions. Firms live at the end of the month had
-- transactions in it; of those that left before, none is counted, so that the number rests on these or on more.
select
    month,
    1000 * incidents_per_1000_transactions as incidents_ppm,
    case when transactions > 0 then greatest(live_participants, 1) end as participants
from sandbox_and_talent.sandbox_participants_monthly
order by month desc
