-- One row per day of the last twelve months: size of crypto receipts; a day's percentiles rest on its crypto
-- payments.
select
    day,
    crypto_ticket_median_kzt,
    crypto_ticket_p90_kzt,
    crypto_payments
from adoption.adoption_daily
qualify day > max(day) over () - 366
order by day
