-- good
insert into merchants.classifier_codes by name
select
  'kato' as classifier, '196837100' as code, 'с.Жетыген' as name_ru, 'Жетіген а.' as name_kk,
  '196800000' as parent_code, date '2019-01-01' as valid_from, date '2019-01-01' as valid_to,
  '191810000' as replaced_by_code, date '2026-07-01' as day;
insert into merchants.classifier_codes by name
select
  'kato' as classifier, '191810000' as code, 'г.Алатау' as name_ru, date '2024-02-01' as valid_from,
  date '2026-07-01' as day;
insert into merchants.classifier_codes by name
select
  'mcc' as classifier, '5411' as code, 'Торговля продуктами питания' as name_ru, date '2019-01-01' as valid_from,
  date '2026-07-01' as day;

-- broken: a column that nobody promised
alter table merchants.classifier_codes add column level varchar;

-- broken: no value where the contract requires one
update merchants.classifier_codes set name_ru = null where classifier = 'mcc';

-- broken: a code twice on a day
insert into merchants.classifier_codes from merchants.classifier_codes where classifier = 'mcc';

-- broken: a classifier that nobody uses
update merchants.classifier_codes set classifier = 'tnved' where classifier = 'mcc';

-- broken: a category with three digits
update merchants.classifier_codes set code = '541' where classifier = 'mcc';

-- broken: out of force before it came into force
update merchants.classifier_codes set valid_to = date '2018-12-31' where code = '196837100';

-- broken: two meanings at a time
insert into merchants.classifier_codes by name
select * replace (date '2020-01-01' as valid_from) from merchants.classifier_codes where classifier = 'mcc';

-- broken: a successor that went before
update merchants.classifier_codes set valid_from = date '2018-01-01', valid_to = date '2018-12-31'
where code = '191810000';
