-- good
insert into exchanges.office_turnovers by name
select
  'OB-01' as office_id, 'SANDBOX-NB-0001' as licence_number, date '2026-03-02' as licensed_from,
  null::date as licensed_to, 'USDT' as asset, side, 2 as operation_count, 10 as asset_amount, 4710.5 as turnover_kzt,
  37.68 as fee_kzt, date '2026-07-02' as day
from (values ('buy'), ('sell')) as sides(side);
insert into exchanges.office_turnovers by name
select
  'OB-05' as office_id, 'BTC' as asset, 'buy' as side, 1 as operation_count, 0 as asset_amount, 0 as turnover_kzt,
  0 as fee_kzt, date '2026-07-02' as day;

-- broken: a column that nobody promised
alter table exchanges.office_turnovers add column note varchar;

-- broken: no value where the contract requires one
update exchanges.office_turnovers set fee_kzt = null where office_id = 'OB-05';

-- broken: a turnover twice
insert into exchanges.office_turnovers from exchanges.office_turnovers where office_id = 'OB-05';

-- broken: a side that does not exist
update exchanges.office_turnovers set side = 'both' where office_id = 'OB-05';

-- broken: a turnover without an exchange
update exchanges.office_turnovers set operation_count = 0 where office_id = 'OB-05';

-- broken: a negative fee
update exchanges.office_turnovers set fee_kzt = -0.01 where office_id = 'OB-05';

-- broken: a licence without a number
update exchanges.office_turnovers set licensed_from = date '2026-03-02' where office_id = 'OB-05';
