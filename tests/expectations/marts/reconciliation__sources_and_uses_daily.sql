-- good
create table reconciliation.sources_and_uses_daily (
  day date, account varchar, side varchar, line varchar, is_residual boolean, items bigint, unvalued_items bigint,
  amount_kzt decimal(18, 2)
);
insert into reconciliation.sources_and_uses_daily values
  (date '2026-07-01', 'digital_tenge', 'source', 'receipts_paid_in_digital_tenge', false, 2, 0, 100.00),
  (date '2026-07-01', 'digital_tenge', 'use', 'settled_payments_to_merchants', false, 1, 0, 130.00),
  (date '2026-07-01', 'digital_tenge', 'use', 'unexplained_residual', true, 0, 0, -30.00);

-- broken: a column that nobody promised
alter table reconciliation.sources_and_uses_daily add column note varchar;

-- broken: no value where the contract requires one
update reconciliation.sources_and_uses_daily set items = null where line = 'receipts_paid_in_digital_tenge';

-- broken: a line twice, and its counterpart
insert into reconciliation.sources_and_uses_daily values (date '2026-07-01', 'digital_tenge', 'use', 'settled_payments_to_merchants', false, 1, 0, 0);

-- broken: an account that does not exist
update reconciliation.sources_and_uses_daily set account = 'cash';

-- broken: a third side
insert into reconciliation.sources_and_uses_daily values (date '2026-07-01', 'digital_tenge', 'other', 'nothing', false, 1, 0, 0);

-- broken: a residual that is off by a tiyn
update reconciliation.sources_and_uses_daily set amount_kzt = -30.01 where is_residual;

-- broken: a balance without residual
delete from reconciliation.sources_and_uses_daily where line <> 'receipts_paid_in_digital_tenge'; update reconciliation.sources_and_uses_daily set amount_kzt = 0;

-- broken: a line without items
update reconciliation.sources_and_uses_daily set items = 0 where line = 'settled_payments_to_merchants';
