-- good
insert into reference.residents by name
select
  firm_key, '62010' as oked_code, '191810000' as kato_code, date '2026-07-01' as resident_from,
  cast(null as date) as resident_to, 12 as headcount, 7 as specialists, 650000.00 as average_wage_kzt, date '2026-07-01' as day
from (values ('p-' || repeat('1e', 16)), ('080840000761')) as firms(firm_key);

-- broken: a column that nobody promised
alter table reference.residents add column mood varchar;

-- broken: no value where the contract requires one
update reference.residents set specialists = null where firm_key like 'p-%';

-- broken: a firm twice
insert into reference.residents from reference.residents where firm_key like 'p-%';

-- broken: a person's number in clear
update reference.residents set firm_key = '900101300123' where firm_key like 'p-%';

-- broken: half a place
update reference.residents set kato_code = '1918' where firm_key like 'p-%';

-- broken: half a code
update reference.residents set oked_code = '6201' where firm_key like 'p-%';

-- broken: more specialists than people
update reference.residents set specialists = 13 where firm_key like 'p-%';

-- broken: resident from tomorrow
update reference.residents set resident_from = date '2026-07-02' where firm_key like 'p-%';

-- broken: a negative wage
update reference.residents set average_wage_kzt = -1 where firm_key like 'p-%';
