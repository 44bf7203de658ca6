-- One row per day of the last twelve months: digital tenge outstanding, issued, redeemed and marked.
select
    day,
    outstanding_kzt,
    marked_kzt,
    issued_kzt,
    redeemed_kzt
from digital_tenge.supply_daily
qualify day > max(day) over () - 366
order by day
