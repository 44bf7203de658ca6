-- good
create table sandbox_and_talent.sandbox_participants_monthly (
  month date, as_of_on date, participants bigint, applied_participants bigint, admitted_participants bigint,
  live_participants bigint, graduated_participants bigint, exited_participants bigint, applications_admitted bigint,
  applications_open bigint, median_days_to_admission bigint, p90_days_to_admission bigint,
  longest_days_to_admission bigint, transactions bigint, incidents bigint,
  incidents_per_1000_transactions decimal(18, 4)
);
insert into sandbox_and_talent.sandbox_participants_monthly values
  (date '2026-06-01', date '2026-06-30', 1, 1, 0, 0, 0, 0, 0, 1, null, null, 9, 0, 0, null),
  (date '2026-07-01', date '2026-07-31', 6, 1, 1, 1, 1, 2, 4, 1, 50, null, 70, 300, 2, 6.6667);

-- broken: a column that nobody promised
alter table sandbox_and_talent.sandbox_participants_monthly add column note varchar;

-- broken: no value where the contract requires one
update sandbox_and_talent.sandbox_participants_monthly set live_participants = null where participants = 6;

-- broken: one month twice
insert into sandbox_and_talent.sandbox_participants_monthly
from sandbox_and_talent.sandbox_participants_monthly where participants = 6;

-- broken: a month told of from another
update sandbox_and_talent.sandbox_participants_monthly set as_of_on = date '2026-08-01' where participants = 6;

-- broken: a participant in no stage
update sandbox_and_talent.sandbox_participants_monthly set live_participants = 0 where participants = 6;

-- broken: an open application beyond the first stage
update sandbox_and_talent.sandbox_participants_monthly set applications_open = 2 where participants = 6;

-- broken: a median beyond the longest wait
update sandbox_and_talent.sandbox_participants_monthly set median_days_to_admission = 71 where participants = 6;

-- broken: incidents below zero
update sandbox_and_talent.sandbox_participants_monthly
set incidents = -2, incidents_per_1000_transactions = -6.6667 where participants = 6;

-- broken: a rate per hundred
update sandbox_and_talent.sandbox_participants_monthly
set incidents_per_1000_transactions = 0.6667 where participants = 6;
