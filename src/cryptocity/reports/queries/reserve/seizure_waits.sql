-- One row per fund on the latest day: seizures of a stated day, and the days within which half of them had come into the
-- reserve. The longest wait is that of one owner, and is not told; how many have come in is for the guard alone.
select
    fund,
    day as as_of_on,
    transferred_seizures + open_seizures as dated_seizures,
    transferred_seizures,
    median_days_to_transfer
from reserve.seizure_transfers_daily
qualify day = max(day) over ()
order by fund desc
