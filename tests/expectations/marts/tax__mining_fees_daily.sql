-- good
create table tax.mining_fees_daily (
  day date, tariff_source varchar, metering_points bigint, unmetered_points bigint, metered_kwh decimal(18, 3),
  rate_kzt_per_kwh decimal(9, 4), fee_due_kzt decimal(18, 2), parameter_confidence varchar
);
insert into tax.mining_fees_daily values
  (date '2026-11-01', 'grid', 6, 0, 1000.125, 2.0000, 2000.25, 'L'),
  (date '2026-11-01', 'own_renewable', 1, 1, null, 1.0000, null, 'L'),
  (date '2023-11-01', 'grid', 1, 0, 10.000, null, null, null);

-- broken: a column that nobody promised
alter table tax.mining_fees_daily add column note varchar;

-- broken: no value where the contract requires one
update tax.mining_fees_daily set unmetered_points = null where day = date '2023-11-01';

-- broken: a source twice a day
insert into tax.mining_fees_daily from tax.mining_fees_daily where day = date '2023-11-01';

-- broken: a source that does not exist
update tax.mining_fees_daily set tariff_source = 'coal' where day = date '2023-11-01';

-- broken: energy where no meter stands
update tax.mining_fees_daily set unmetered_points = 6 where metering_points = 6;

-- broken: a fee that energy and rate do not give
update tax.mining_fees_daily set fee_due_kzt = 2000.26 where metering_points = 6;

-- broken: a confidence of no rate
update tax.mining_fees_daily set parameter_confidence = 'L' where day = date '2023-11-01';
