-- One row per day of the last twelve months: crypto settlements, and those that match a fiscal receipt.
select
    day,
    receipt_match_pct,
    settlements,
    matched_settlements
from adoption.adoption_daily
qualify day > max(day) over () - 366
order by day
