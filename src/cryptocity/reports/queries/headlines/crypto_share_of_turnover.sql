-- One row per day, the newest first.
select
    day,
    crypto_share_pct,
    crypto_payments
from adoption.adoption_daily
order by day desc
limit 60
