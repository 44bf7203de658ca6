-- good
insert into reference.mining_energy by name
select
  'M-1' as licence_number, metering_point, 'F-01' as feeder, tariff_source, is_metered,
  if(is_metered, 20145.5, null) as energy_kwh, date '2026-07-01' as day
from (values ('MP-1', 'grid', true), ('MP-1', 'own_renewable', true), ('MP-2', 'own_generation', false))
  as points(metering_point, tariff_source, is_metered);

-- broken: a column that nobody promised
alter table reference.mining_energy add column mood varchar;

-- broken: no value where the contract requires one
update reference.mining_energy set feeder = null where metering_point = 'MP-2';

-- broken: a reading twice
insert into reference.mining_energy from reference.mining_energy where metering_point = 'MP-2';

-- broken: energy from nowhere
update reference.mining_energy set tariff_source = 'coal' where metering_point = 'MP-2';

-- broken: negative energy
update reference.mining_energy set energy_kwh = -1 where tariff_source = 'grid';

-- broken: energy guessed without a meter
update reference.mining_energy set energy_kwh = 10 where metering_point = 'MP-2';
