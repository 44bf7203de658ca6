-- good
create table tax.realised_gains_yearly (
  year bigint, client_key varchar, asset varchar, method varchar, disposals bigint, units_disposed decimal(38, 18),
  proceeds_kzt decimal(18, 2), cost_kzt decimal(18, 2), gain_kzt decimal(18, 2), positive_gains_kzt decimal(18, 2),
  losses_kzt decimal(18, 2), unknown_cost_units decimal(38, 18)
);
insert into tax.realised_gains_yearly values
  (2026, 'p-abababababababababababababababab', 'BTC', 'fifo', 2, 0.5, 200.00, 170.00, 30.00, 40.00, 10.00, 0),
  (2026, 'p-abababababababababababababababab', 'BTC', 'average', 1, 0.000000000000000001, -1.00, 0.00, -1.00, 0.00, 1.00, 3);

-- broken: a column that nobody promised
alter table tax.realised_gains_yearly add column note varchar;

-- broken: no value where the contract requires one
update tax.realised_gains_yearly set unknown_cost_units = null where method = 'average';

-- broken: a year twice
insert into tax.realised_gains_yearly from tax.realised_gains_yearly where method = 'average';

-- broken: a person's number in clear
update tax.realised_gains_yearly set client_key = '900101300123' where method = 'average';

-- broken: a method that nobody knows
update tax.realised_gains_yearly set method = 'lifo' where method = 'average';

-- broken: a row of no units
update tax.realised_gains_yearly set units_disposed = 0 where method = 'average';

-- broken: a gain of one tiyn too much
update tax.realised_gains_yearly
set gain_kzt = gain_kzt + 0.01, positive_gains_kzt = positive_gains_kzt + 0.01
where method = 'average';

-- broken: a loss that is set off
update tax.realised_gains_yearly set positive_gains_kzt = 30.00 where method = 'fifo';

-- broken: a negative cost
update tax.realised_gains_yearly
set cost_kzt = -1.00, gain_kzt = 0.00, losses_kzt = 0.00
where method = 'average';
