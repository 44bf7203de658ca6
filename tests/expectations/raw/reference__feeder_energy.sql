-- good
insert into reference.feeder_energy by name
select feeder, '191810000' as kato_code, 1541 as connected_households, 35240.5 as supplied_kwh, date '2026-07-01' as day
from (values ('F-01'), ('F-02')) as feeders(feeder);

-- broken: a column that nobody promised
alter table reference.feeder_energy add column mood varchar;

-- broken: no value where the contract requires one
update reference.feeder_energy set connected_households = null where feeder = 'F-01';

-- broken: a feeder twice
insert into reference.feeder_energy from reference.feeder_energy where feeder = 'F-01';

-- broken: half a place
update reference.feeder_energy set kato_code = '1918' where feeder = 'F-01';

-- broken: negative energy
update reference.feeder_energy set supplied_kwh = -1 where feeder = 'F-01';

-- broken: fewer than no households
update reference.feeder_energy set connected_households = -1 where feeder = 'F-01';
