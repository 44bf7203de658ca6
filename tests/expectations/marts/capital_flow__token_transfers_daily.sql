-- good
create table capital_flow.token_transfers_daily (
  day date, chain_id bigint, token_address varchar, asset varchar, transfers bigint, senders bigint, recipients bigint,
  amount decimal(38, 18), unscaled_transfers bigint
);
insert into capital_flow.token_transfers_daily values
  (date '2026-07-01', 1, '0x' || repeat('70', 20), 'USDT', 3, 1, 3, 1.5, 1),
  (date '2026-07-01', 1, '0x' || repeat('71', 20), null, 2, 2, 2, null, 2);

-- broken: a column that nobody promised
alter table capital_flow.token_transfers_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.token_transfers_daily set senders = null where asset is null;

-- broken: a token twice a day
update capital_flow.token_transfers_daily set token_address = '0x' || repeat('70', 20);

-- broken: a contract in mixed case
update capital_flow.token_transfers_daily set token_address = '0x' || repeat('AB', 20) where asset is null;

-- broken: transfers that nobody sent
update capital_flow.token_transfers_daily set senders = 0 where asset is null;

-- broken: transfers that nobody received
update capital_flow.token_transfers_daily set recipients = 0 where asset is null;

-- broken: more senders than transfers
update capital_flow.token_transfers_daily set senders = 4 where asset = 'USDT';

-- broken: more recipients than transfers
update capital_flow.token_transfers_daily set recipients = 4 where asset = 'USDT';

-- broken: a negative sum
update capital_flow.token_transfers_daily set amount = -1 where asset = 'USDT';

-- broken: transfers that are neither in the sum nor counted apart
update capital_flow.token_transfers_daily set unscaled_transfers = 1 where asset is null;
