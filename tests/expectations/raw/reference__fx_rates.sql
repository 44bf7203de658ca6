-- good
insert into reference.fx_rates by name
select
  'USD' as currency, rate as rate_kzt, rated_on, rated_on <> day as is_carried_forward, day
from (
  values
    (474.2, date '2026-07-01', date '2026-07-01'),
    (474.2, date '2026-07-01', date '2026-07-02'),
    (460.37, date '2026-07-03', date '2026-07-03')
) as rates(rate, rated_on, day);

-- broken: a column that nobody promised
alter table reference.fx_rates add column quantity bigint;

-- broken: no value where the contract requires one
update reference.fx_rates set is_carried_forward = null where day = date '2026-07-03';

-- broken: two rates on a day
insert into reference.fx_rates from reference.fx_rates where day = date '2026-07-03';

-- broken: a rate of zero
update reference.fx_rates set rate_kzt = 0 where day = date '2026-07-01';
delete from reference.fx_rates where day > date '2026-07-01';

-- broken: a rate carried forward in silence
update reference.fx_rates set is_carried_forward = false where day = date '2026-07-02';

-- broken: a currency in words
update reference.fx_rates set currency = 'dollar' where day = date '2026-07-03';

-- broken: a shifted decimal point
update reference.fx_rates set rate_kzt = 46.037 where day = date '2026-07-03';
