-- One row per day of the last twelve months: share of crypto in retail turnover.
select
    day,
    crypto_share_pct,
    crypto_turnover_kzt,
    retail_turnover_kzt,
    crypto_payments
from adoption.adoption_daily
qualify day > max(day) over () - 366
order by day
