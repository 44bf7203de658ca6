-- good
insert into reference.work_calendar by name
select
  calendar_on, kind, 'Victory Day' as title, 'law 267' as source_document, 'medium' as confidence, date '2026-07-01' as day
from (
  values
    (date '2026-05-09', 'holiday'), (date '2026-05-11', 'day_off'), (date '2026-05-16', 'working_day')
) as days(calendar_on, kind);

-- broken: a column that nobody promised
alter table reference.work_calendar add column mood varchar;

-- broken: no value where the contract requires one
update reference.work_calendar set source_document = null where kind = 'holiday';

-- broken: a day that is off and not
insert into reference.work_calendar by name
select * replace ('working_day' as kind) from reference.work_calendar where kind = 'holiday';

-- broken: half a day off
update reference.work_calendar set kind = 'half_day' where kind = 'holiday';

-- broken: a day off on a Saturday
update reference.work_calendar set calendar_on = date '2026-05-23' where kind = 'day_off';

-- broken: confidence in words
update reference.work_calendar set confidence = 'maybe' where kind = 'day_off';
