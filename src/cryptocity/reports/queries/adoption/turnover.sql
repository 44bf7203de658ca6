-- One row per day of the last twelve months: net retail turnover, the part paid in crypto, the part of that
-- confirmed on chain.
select
    day,
    crypto_turnover_kzt,
    confirmed_crypto_turnover_kzt,
    retail_turnover_kzt,
    crypto_payments,
    confirmed_crypto_payments
from adoption.adoption_daily
qualify day > max(day) over () - 366
order by day
