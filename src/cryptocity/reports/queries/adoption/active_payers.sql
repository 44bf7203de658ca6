-- One row per day of the last twelve months: distinct payers of confirmed payments, of the day and of the 30 days
-- ending with it.
select
    day,
    active_payers_30d,
    active_payers,
    active_merchants
from adoption.adoption_daily
qualify day > max(day) over () - 366
order by day
