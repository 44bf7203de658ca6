-- good
create table sandbox_and_talent.resident_firms_monthly (
  month date, kato_code varchar, oked_code varchar, as_of_on date, is_it_activity boolean, firms bigint,
  firms_joined bigint, firms_left bigint, net_inflow_firms bigint, headcount bigint, specialists bigint,
  specialists_pct decimal(9, 4), net_inflow_people bigint, place_it_share_pct decimal(9, 4),
  average_wage_kzt decimal(18, 2), is_wage_suppressed boolean, parameter_confidence varchar
);
insert into sandbox_and_talent.resident_firms_monthly values
  (date '2026-07-01', '191810000', '62010', date '2026-07-31', true, 6, 2, 1, 1, 60, 15, 25.0000, 30, 30.0000, 700000.00,
   false, 'L'),
  (date '2026-07-01', '191810000', '47110', date '2026-07-31', false, 3, 0, 0, 0, 140, 0, 0.0000, 0, 30.0000, null, true,
   'L');

-- broken: a column that nobody promised
alter table sandbox_and_talent.resident_firms_monthly add column note varchar;

-- broken: no value where the contract requires one
update sandbox_and_talent.resident_firms_monthly set net_inflow_people = null where is_it_activity;

-- broken: one row twice
insert into sandbox_and_talent.resident_firms_monthly
select * replace ('L' as parameter_confidence) from sandbox_and_talent.resident_firms_monthly;

-- broken: a month told of from another
update sandbox_and_talent.resident_firms_monthly set as_of_on = date '2026-08-01' where is_it_activity;

-- broken: an inflow that forgets who left
update sandbox_and_talent.resident_firms_monthly set net_inflow_firms = 2 where is_it_activity;

-- broken: specialists whom nobody employs
update sandbox_and_talent.resident_firms_monthly set specialists = 141, specialists_pct = 100.7143 where not is_it_activity;

-- broken: a share of firms, not of people
update sandbox_and_talent.resident_firms_monthly set place_it_share_pct = 66.6667;

-- broken: a wage of three firms
update sandbox_and_talent.resident_firms_monthly
set average_wage_kzt = 200000.00, is_wage_suppressed = false where not is_it_activity;

-- broken: a wage below zero
update sandbox_and_talent.resident_firms_monthly set average_wage_kzt = -1.00 where is_it_activity;

-- broken: a confidence that says nothing
update sandbox_and_talent.resident_firms_monthly set parameter_confidence = 'sure' where is_it_activity;
