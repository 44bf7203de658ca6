-- good
insert into reference.sandbox_participants by name
select
  participant_key, stage, date '2026-02-01' as applied_on, admitted_on, live_on, cast(null as date) as graduated_on,
  cast(null as date) as exited_on, transactions, 0 as incidents, date '2026-07-01' as day
from (
  values
    ('p-' || repeat('1e', 16), 'applied', null, null, 0), ('080840000761', 'live', date '2026-04-01', date '2026-05-01', 40)
) as participants(participant_key, stage, admitted_on, live_on, transactions);

-- broken: a column that nobody promised
alter table reference.sandbox_participants add column mood varchar;

-- broken: no value where the contract requires one
update reference.sandbox_participants set transactions = null where stage = 'applied';

-- broken: a participant twice
insert into reference.sandbox_participants from reference.sandbox_participants where stage = 'applied';

-- broken: a person's number in clear
update reference.sandbox_participants set participant_key = '900101300123' where participant_key like 'p-%';

-- broken: a stage that does not exist
update reference.sandbox_participants set stage = 'waiting' where stage = 'applied';

-- broken: admitted before it applied
update reference.sandbox_participants set admitted_on = date '2026-01-31' where stage = 'live';

-- broken: fewer than no transactions
update reference.sandbox_participants set transactions = -1 where stage = 'applied';

-- broken: fewer than no incidents
update reference.sandbox_participants set incidents = -1 where stage = 'applied';
