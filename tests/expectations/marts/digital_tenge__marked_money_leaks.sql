-- good
create table digital_tenge.marked_money_leaks (
  operation_id varchar, day date, mark_code varchar, contract_number varchar, mark_purpose varchar,
  transaction_type varchar, amount_kzt decimal(18, 2), breach varchar, status varchar, reason_code varchar,
  purpose_code varchar, permission_confidence varchar
);
insert into digital_tenge.marked_money_leaks values
  ('O-1', date '2026-07-01', 'MRK-1', 'GZ-1', 'railway', 'TRANSFER', 10.00, 'purpose_changed', 'ACSC', null, '710',
   null),
  ('O-2', date '2026-07-01', 'MRK-1', 'GZ-1', 'railway', 'TRANSFER', 20.00, 'forbidden', 'RJCT', 'AG01', '710', null),
  ('O-3', date '2026-07-01', 'MRK-1', 'GZ-1', 'railway', 'UNMARK', 30.00, 'unspent', 'ACSC', null, null, null),
  ('O-4', date '2026-07-01', 'MRK-1', 'GZ-1', 'railway', 'TRANSFER', 40.00, 'purpose_code_not_permitted', 'ACSC', null,
   '343', 'L');

-- broken: a column that nobody promised
alter table digital_tenge.marked_money_leaks add column note varchar;

-- broken: no value where the contract requires one
update digital_tenge.marked_money_leaks set contract_number = null where operation_id = 'O-1';

-- broken: one operation twice
insert into digital_tenge.marked_money_leaks from digital_tenge.marked_money_leaks where operation_id = 'O-1';

-- broken: a rule that is none
update digital_tenge.marked_money_leaks set breach = 'suspicious' where operation_id = 'O-1';

-- broken: a status that is none
update digital_tenge.marked_money_leaks set status = 'DONE' where operation_id = 'O-1';

-- broken: a payment that unmarks
update digital_tenge.marked_money_leaks set breach = 'unspent' where operation_id = 'O-1';

-- broken: a code that is not permitted, and nothing said of how sure that is
update digital_tenge.marked_money_leaks set permission_confidence = null where operation_id = 'O-4';

-- broken: an amount below zero
update digital_tenge.marked_money_leaks set amount_kzt = -1.00 where operation_id = 'O-1';
