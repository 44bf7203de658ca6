-- good
insert into reference.network_hashrate by name
select 'BTC' as asset, 'from difficulty' as estimated_by, rate as hash_rate_ehs, day
from (values (900.5, date '2026-07-01'), (1100.0, date '2026-07-02'), (980.0, date '2026-07-03')) as rates(rate, day);

-- broken: a column that nobody promised
alter table reference.network_hashrate add column mood varchar;

-- broken: no value where the contract requires one
update reference.network_hashrate set hash_rate_ehs = null where day = date '2026-07-03';

-- broken: two estimates by one
insert into reference.network_hashrate from reference.network_hashrate where day = date '2026-07-03';

-- broken: no hash rate at all
delete from reference.network_hashrate where day > date '2026-07-01'; update reference.network_hashrate set hash_rate_ehs = 0;

-- broken: stated in petahashes
update reference.network_hashrate set hash_rate_ehs = 980000 where day = date '2026-07-03';
