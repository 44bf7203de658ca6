-- good
create table reserve.seizure_transfers_daily (
  day date, fund varchar, seizures bigint, transferred_seizures bigint, open_seizures bigint, undated_seizures bigint,
  median_days_to_transfer bigint, longest_open_days bigint
);
insert into reserve.seizure_transfers_daily values
  (date '2026-11-02', 'state_fund', 5, 2, 2, 1, 40, 31), (date '2026-11-02', 'alem_fund', 1, 0, 1, 0, null, 3);

-- broken: a column that nobody promised
alter table reserve.seizure_transfers_daily add column note varchar;

-- broken: no value where the contract requires one
update reserve.seizure_transfers_daily set fund = null where fund = 'alem_fund';

-- broken: a fund twice
insert into reserve.seizure_transfers_daily from reserve.seizure_transfers_daily where fund = 'alem_fund';

-- broken: a third fund
update reserve.seizure_transfers_daily set fund = 'both' where fund = 'alem_fund';

-- broken: a seizure that nobody knows of
update reserve.seizure_transfers_daily set seizures = 6 where fund = 'state_fund';

-- broken: a median of nothing
update reserve.seizure_transfers_daily set median_days_to_transfer = 5 where fund = 'alem_fund';
