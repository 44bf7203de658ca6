-- good
create table capital_flow.exchange_volume_plausibility_daily (
  day date, venue_id varchar, is_licensed boolean, pairs bigint, implausible_pairs bigint, trade_count bigint,
  clients bigint, traded_usd decimal(18, 2), moved_usd decimal(18, 2), round_trip_clients bigint,
  round_trip_usd decimal(18, 2), round_trip_pct decimal(9, 4), unvalued_positions bigint, is_wash_suspected boolean,
  is_market_contradicted boolean
);
insert into capital_flow.exchange_volume_plausibility_daily values
  (date '2026-07-01', 'AX-01', true, 3, 0, 9, 5, 1000.00, 700.00, 0, 0, 0.0000, 0, false, false),
  (date '2026-07-01', 'AX-05', true, 2, 1, 4, 2, 400.00, 10.00, 1, 200.00, 50.0000, 1, true, true);

-- broken: a column that nobody promised
alter table capital_flow.exchange_volume_plausibility_daily add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.exchange_volume_plausibility_daily set moved_usd = null where venue_id = 'AX-05';

-- broken: a venue's day twice
insert into capital_flow.exchange_volume_plausibility_daily from capital_flow.exchange_volume_plausibility_daily where venue_id = 'AX-05';

-- broken: more round trips than clients
update capital_flow.exchange_volume_plausibility_daily set round_trip_clients = 3 where venue_id = 'AX-05';

-- broken: a share that its values do not make
update capital_flow.exchange_volume_plausibility_daily set round_trip_pct = 51 where venue_id = 'AX-05';

-- broken: a contradiction without a pair
update capital_flow.exchange_volume_plausibility_daily set is_market_contradicted = true where venue_id = 'AX-01';

-- broken: a suspicion out of nothing
update capital_flow.exchange_volume_plausibility_daily set is_wash_suspected = true where venue_id = 'AX-01';
