-- good
create table digital_tenge.marked_money_daily (
  day date, mark_code varchar, contract_number varchar, marked_kzt decimal(18, 2), spent_kzt decimal(18, 2),
  passed_on_kzt decimal(18, 2), unknown_purpose_kzt decimal(18, 2), unmarked_kzt decimal(18, 2), leak_attempts bigint,
  leak_attempts_kzt decimal(18, 2), leaks bigint, leaked_kzt decimal(18, 2), marked_to_date_kzt decimal(18, 2), spent_to_date_kzt decimal(18, 2),
  passed_on_to_date_kzt decimal(18, 2), leaked_to_date_kzt decimal(18, 2), compliance_pct decimal(9, 4),
  leaked_pct decimal(9, 4), deepest_tier bigint, mean_tier decimal(9, 4),
  permission_confidence varchar
);
insert into digital_tenge.marked_money_daily values
  (date '2026-07-01', 'MRK-1', 'GZ-1', 100.00, 0.00, 0.00, 0.00, 0.00, 0, 0.00, 0, 0.00, 100.00, 0.00, 0.00, 0.00,
   0.0000, 0.0000, null, null, 'L'),
  (date '2026-07-02', 'MRK-1', 'GZ-1', 0.00, 80.00, 20.00, 100.00, 10.00, 1, 5.00, 0, 0.00, 100.00, 80.00, 20.00, 0.00,
   80.0000, 0.0000, 2, 1.2500, 'L'),
  (date '2026-07-02', 'MRK-2', 'GZ-2', 900000000000.00, 600000000000.00, 100000000000.00, 0.00, 0.00, 0, 0.00, 0, 0.00,
   900000000000.00, 600000000000.00, 100000000000.00, 0.00, 66.6667, 0.0000, 1, 1.1667,
   'M'),
  (date '2026-07-02', 'VAT', 'GZ-1', 0.00, 0.00, 7.00, 0.00, 0.00, 0, 0.00, 0, 0.00, 0.00, 0.00, 7.00, 0.00, null, null,
   1, null, 'H-value');

-- broken: a column that nobody promised
alter table digital_tenge.marked_money_daily add column note varchar;

-- broken: no value where the contract requires one
update digital_tenge.marked_money_daily set unmarked_kzt = null where spent_kzt > 0;

-- broken: one row twice, without money
insert into digital_tenge.marked_money_daily
select * replace (0.00 as marked_kzt, 0.00 as spent_kzt, 0.00 as passed_on_kzt, 0.00 as unknown_purpose_kzt)
from digital_tenge.marked_money_daily where spent_kzt > 0;

-- broken: money unmarked below zero
update digital_tenge.marked_money_daily set unmarked_kzt = -10.00 where spent_kzt > 0;

-- broken: more for an unknown purpose than was paid
update digital_tenge.marked_money_daily set unknown_purpose_kzt = 100.01 where mark_code = 'MRK-1' and spent_kzt > 0;

-- broken: an attempt that nobody made
update digital_tenge.marked_money_daily set leak_attempts = 0 where spent_kzt > 0;

-- broken: a sum that forgets a day
update digital_tenge.marked_money_daily set marked_kzt = 1.00 where spent_kzt > 0;

-- broken: more spent than marked
update digital_tenge.marked_money_daily
set marked_kzt = marked_kzt / 2, marked_to_date_kzt = 50.00,
  compliance_pct = 2 * compliance_pct where mark_code = 'MRK-1';

-- broken: compliance that counts what was passed on
update digital_tenge.marked_money_daily set compliance_pct = 100.0000 where spent_kzt > 0;

-- broken: a depth of two that no money reached
update digital_tenge.marked_money_daily set mean_tier = 2.0000 where spent_kzt > 0;

-- broken: a confidence that says nothing
update digital_tenge.marked_money_daily set permission_confidence = 'sure' where mark_code = 'MRK-2';

-- broken: money that leaks
update digital_tenge.marked_money_daily
set leaks = 1, leaked_kzt = 8.00, leaked_to_date_kzt = 8.00, leaked_pct = 8.0000, compliance_pct = 72.0000
where spent_kzt > 0 and mark_code = 'MRK-1';
