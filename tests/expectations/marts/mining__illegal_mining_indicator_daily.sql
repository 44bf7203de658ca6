-- good
create table mining.illegal_mining_indicator_daily (
  day date, feeder varchar, kato_code varchar, connected_households bigint, supplied_kwh decimal(18, 3),
  metered_mining_kwh decimal(18, 3), unmetered_points bigint, modelled_household_kwh decimal(18, 3), residual_kwh
  decimal(18, 3), residual_to_households_pct decimal(18, 4), peer_z_score decimal(18, 4), peer_observations
  bigint, own_z_score decimal(18, 4), history_days bigint, indicator_z_score decimal(18, 4), threshold_z_score
  decimal(9, 4), is_above_threshold boolean, parameter_confidence varchar
);
insert into mining.illegal_mining_indicator_daily values
  (
    date '2026-11-02', 'F-06', '191810000', 1700, 40000.000, 5000.000, 0, 16000.000, 19000.000, 118.7500, 59.3750,
    280, 61.0000, 28, 61.0000, 3.5000, true, 'H-mem'
  ),
  (
    date '2026-11-02', 'F-07', '191800000', 1500, 14000.000, 0.000, 1, 14000.000, 0.000, 0.0000, 0.0000, 280,
    null, 13, 0.0000, 3.5000, false, 'H-mem'
  ),
  (
    date '2026-11-02', 'F-08', '191800000', 0, 10.000, 0.000, 0, 0.000, 10.000, null, null, 0, null, 0, null,
    3.5000, null, 'H-mem'
  );

-- broken: a column that nobody promised
alter table mining.illegal_mining_indicator_daily add column note varchar;

-- broken: no value where the contract requires one
update mining.illegal_mining_indicator_daily set kato_code = null where feeder = 'F-07';

-- broken: a feeder twice
insert into mining.illegal_mining_indicator_daily from mining.illegal_mining_indicator_daily where feeder = 'F-07';

-- broken: no place
update mining.illegal_mining_indicator_daily set kato_code = 'Alatau' where feeder = 'F-07';

-- broken: points below zero
update mining.illegal_mining_indicator_daily set unmetered_points = -1 where feeder = 'F-07';

-- broken: a residual that is off
update mining.illegal_mining_indicator_daily set residual_kwh = 0.001 where feeder = 'F-07';

-- broken: a score of neither
update mining.illegal_mining_indicator_daily set indicator_z_score = 60.0000 where feeder = 'F-06';

-- broken: a score without a history
update mining.illegal_mining_indicator_daily set own_z_score = 0.0000 where feeder = 'F-07';

-- broken: pointed to without a reason
update mining.illegal_mining_indicator_daily set is_above_threshold = true where feeder = 'F-07';
