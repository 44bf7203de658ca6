-- good
create table capital_flow.exchange_office_turnover_daily (
  day date, office_id varchar, asset varchar, is_licensed boolean, bought_operations bigint, sold_operations bigint,
  bought_units decimal(38, 18), sold_units decimal(38, 18), bought_kzt decimal(18, 2), sold_kzt decimal(18, 2),
  turnover_kzt decimal(18, 2), fee_kzt decimal(18, 2), fee_pct decimal(9, 4)
);
insert into capital_flow.exchange_office_turnover_daily values
  (date '2026-07-01', 'OB-01', 'USDT', true, 2, 1, 20, 5, 9400.00, 2350.00, 11750.00, 94.00, 0.8000),
  (date '2026-07-01', 'OB-05', 'BTC', false, 0, 1, 0, 0, 0, 0, 0, 0, null);

-- broken: a column that nobody promised
alter table capital_flow.exchange_office_turnover_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.exchange_office_turnover_daily set fee_kzt = null where office_id = 'OB-05';

-- broken: a turnover twice
insert into capital_flow.exchange_office_turnover_daily from capital_flow.exchange_office_turnover_daily where office_id = 'OB-05';

-- broken: a turnover that is off by a tiyn
update capital_flow.exchange_office_turnover_daily set sold_kzt = 2350.01 where office_id = 'OB-01';

-- broken: units that nobody bought
update capital_flow.exchange_office_turnover_daily set bought_units = 1 where office_id = 'OB-05';

-- broken: a negative fee
update capital_flow.exchange_office_turnover_daily set fee_kzt = -1 where office_id = 'OB-05';
