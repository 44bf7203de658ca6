-- good
create table tax.pit_exposure_yearly (
  year bigint, client_key varchar, method varchar, taxable_gains_kzt decimal(18, 2), losses_kzt decimal(18, 2),
  net_gain_kzt decimal(18, 2), excluded_disposals bigint, bracket_kzt decimal(18, 2), pit_base_kzt decimal(18, 2),
  pit_upper_kzt decimal(18, 2), pit_exposure_kzt decimal(18, 2), parameter_confidence varchar
);
insert into tax.pit_exposure_yearly values
  (2026, 'p-abababababababababababababababab', 'fifo', 37762500.00, 10.00, 37762490.00, 1, 36762500.00, 3676250.00, 150000.00, 3826250.00, 'M'),
  (2025, 'p-abababababababababababababababab', 'fifo', 50000000.00, 0.00, 50000000.00, 0, null, 5000000.00, 0.00, 5000000.00, 'H-mem'),
  (2027, 'p-abababababababababababababababab', 'average', 100.00, 0.00, 100.00, 0, null, null, null, null, null),
  (2026, 'p-abababababababababababababababab', 'specific', null, null, null, 2, null, null, null, null, null);

-- broken: a column that nobody promised
alter table tax.pit_exposure_yearly add column note varchar;

-- broken: no value where the contract requires one
update tax.pit_exposure_yearly set excluded_disposals = null where year = 2027;

-- broken: a year twice
insert into tax.pit_exposure_yearly from tax.pit_exposure_yearly where year = 2027;

-- broken: a person's number in clear
update tax.pit_exposure_yearly set client_key = '900101300123' where year = 2027;

-- broken: a method that nobody knows
update tax.pit_exposure_yearly set method = 'lifo' where year = 2027;

-- broken: a loss that is set off
update tax.pit_exposure_yearly set net_gain_kzt = taxable_gains_kzt where year = 2026;

-- broken: fewer than none left out
update tax.pit_exposure_yearly set excluded_disposals = -1 where year = 2027;

-- broken: unknown gains though nothing is left out
update tax.pit_exposure_yearly set excluded_disposals = 0 where method = 'specific';

-- broken: a tax that rests on nothing
update tax.pit_exposure_yearly set parameter_confidence = null where year = 2026;

-- broken: a tax that its parts do not give
update tax.pit_exposure_yearly set pit_exposure_kzt = pit_exposure_kzt + 0.01 where year = 2026;

-- broken: the upper rate below the bracket
update tax.pit_exposure_yearly set bracket_kzt = 37762500.00 where pit_upper_kzt > 0;

-- broken: more tax than gain
update tax.pit_exposure_yearly
set taxable_gains_kzt = 1.00, net_gain_kzt = 1.00
where year = 2025;
