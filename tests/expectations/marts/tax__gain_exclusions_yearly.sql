-- good
create table tax.gain_exclusions_yearly (
  year bigint, client_key varchar, asset varchar, method varchar, exclusion_reason varchar, outflows bigint,
  units decimal(38, 18), unvalued_outflows bigint, value_kzt decimal(18, 2)
);
insert into tax.gain_exclusions_yearly values
  (2026, 'p-abababababababababababababababab', 'BTC', 'fifo', 'unknown_cost', 2, 0.5, 0, 200.00),
  (2026, 'p-abababababababababababababababab', 'BTC', 'specific', 'lot_not_named', 2, 0.5, 0, 0.00),
  (2026, 'p-abababababababababababababababab', 'BTC', 'average', 'no_price', 3, 0.000000000000000001, 1, null);

-- broken: a column that nobody promised
alter table tax.gain_exclusions_yearly add column note varchar;

-- broken: no value where the contract requires one
update tax.gain_exclusions_yearly set units = null where method = 'average';

-- broken: a reason twice
insert into tax.gain_exclusions_yearly from tax.gain_exclusions_yearly where method = 'average';

-- broken: a person's number in clear
update tax.gain_exclusions_yearly set client_key = '900101300123' where method = 'average';

-- broken: a method that nobody knows
update tax.gain_exclusions_yearly set method = 'lifo' where method = 'average';

-- broken: a reason that nobody knows
update tax.gain_exclusions_yearly set exclusion_reason = 'other' where method = 'average';

-- broken: an outflow of nothing
update tax.gain_exclusions_yearly set units = 0 where method = 'average';

-- broken: what has no price is worth zero
update tax.gain_exclusions_yearly set value_kzt = 0 where method = 'average';

-- broken: first in, first out asks for a lot
update tax.gain_exclusions_yearly set exclusion_reason = 'lot_unknown' where method = 'fifo';
