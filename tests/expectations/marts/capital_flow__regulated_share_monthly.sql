-- good
create table capital_flow.regulated_share_monthly (
  month date, baseline varchar, volume_days bigint, block_days bigint, are_days_equal boolean, licensed_usd decimal(18, 2), round_trip_usd decimal(18, 2),
  unregulated_low_usd decimal(18, 2), unregulated_mid_usd decimal(18, 2), unregulated_high_usd decimal(18, 2), share_unit varchar,
  share_at_low_estimate_pct decimal(9, 4), share_at_mid_estimate_pct decimal(9, 4),
  share_at_high_estimate_pct decimal(9, 4), share_without_round_trips_pct decimal(9, 4), baseline_unit varchar, baseline_pct decimal(9, 4),
  difference_to_baseline_pct decimal(9, 4), estimate_confidence varchar
);
insert into capital_flow.regulated_share_monthly values
  (
    date '2026-07-01', 'of_volume', 31, 31, true, 50.00, 12.50, 50.00, 150.00, 450.00, 'percent_of_volume', 50.0000, 25.0000, 10.0000, 20.0000,
    'percent_of_volume', 5.0000, 20.0000, 'L'
  ),
  (
    date '2026-07-01', 'of_investors', 31, 31, true, 50.00, 12.50, 50.00, 150.00, 450.00, 'percent_of_volume', 50.0000, 25.0000, 10.0000, 20.0000,
    'percent_of_investors', 5.0000, null, 'L'
  ),
  (
    date '2026-08-01', 'of_investors', 30, 30, false, 50.00, 12.50, 50.00, 150.00, 450.00, 'percent_of_volume', null, null,
    null, null, 'percent_of_investors', 5.0000, null, 'L'
  );

-- broken: a column that nobody promised
alter table capital_flow.regulated_share_monthly add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.regulated_share_monthly set baseline_pct = null where baseline = 'of_investors';

-- broken: a comparison twice
insert into capital_flow.regulated_share_monthly from capital_flow.regulated_share_monthly where baseline = 'of_investors';

-- broken: investors compared with volume
update capital_flow.regulated_share_monthly set difference_to_baseline_pct = 20 where baseline = 'of_investors';

-- broken: a low estimate above the mid one
update capital_flow.regulated_share_monthly set unregulated_low_usd = 150.01, share_at_low_estimate_pct = 24.9988 where baseline = 'of_volume';

-- broken: a share that the volumes do not make
update capital_flow.regulated_share_monthly set share_at_high_estimate_pct = 11 where baseline = 'of_volume';

-- broken: equal days of which there are more of one kind
update capital_flow.regulated_share_monthly set volume_days = 30 where are_days_equal and baseline = 'of_volume';

-- broken: round trips that are still in the share without them
update capital_flow.regulated_share_monthly set share_without_round_trips_pct = 25 where baseline = 'of_volume';

-- broken: a confidence that does not exist
update capital_flow.regulated_share_monthly set estimate_confidence = 'sure' where baseline = 'of_investors';
