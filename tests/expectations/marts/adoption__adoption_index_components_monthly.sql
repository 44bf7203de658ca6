-- good
create table adoption.adoption_index_components_monthly (
  month date, kato_code varchar, component varchar, measure decimal(9, 4), goalpost decimal(9, 4),
  weight_pct bigint, score decimal(9, 4), index_without_component decimal(9, 4), parameter_confidence varchar
);
insert into adoption.adoption_index_components_monthly values
  (date '2026-11-01', '191810000', 'acceptance', 25.0000, 50.0000, 25, 50.0000, 64.6667, 'L'),
  (date '2026-11-01', '191810000', 'payers', 2.0000, 10.0000, 25, 20.0000, 74.6667, 'L'),
  (date '2026-11-01', '191810000', 'crypto_share', 20.0000, 10.0000, 25, 100.0000, 48.0000, 'L'),
  (date '2026-11-01', '191810000', 'category_breadth', 50.0000, 100.0000, 10, 50.0000, 62.2222, 'L'),
  (date '2026-11-01', '191810000', 'receipt_match', 90.0000, 100.0000, 15, 90.0000, 55.8824, 'L'),
  (date '2026-11-01', '191800000', 'acceptance', 25.0000, 50.0000, 85, 50.0000, null, 'L'),
  (date '2026-11-01', '191800000', 'receipt_match', null, 100.0000, 15, null, null, 'L');

-- broken: a column that nobody promised
alter table adoption.adoption_index_components_monthly add column note varchar;

-- broken: no value where the contract requires one
update adoption.adoption_index_components_monthly
set parameter_confidence = null
where component = 'payers' and kato_code = '191810000';

-- broken: a component twice
update adoption.adoption_index_components_monthly
set component = 'acceptance'
where component = 'payers' and kato_code = '191810000';

-- broken: a month named by its second day
update adoption.adoption_index_components_monthly set month = date '2026-11-02';

-- broken: a place in words
update adoption.adoption_index_components_monthly set kato_code = 'Zhetigen' where kato_code = '191800000';

-- broken: a component that nobody defined
update adoption.adoption_index_components_monthly
set component = 'fame'
where component = 'payers' and kato_code = '191810000';

-- broken: a goalpost that every place reaches
update adoption.adoption_index_components_monthly
set goalpost = 0
where component = 'payers' and kato_code = '191810000';

-- broken: weights that do not add up
update adoption.adoption_index_components_monthly
set weight_pct = 14
where kato_code = '191800000' and component = 'receipt_match';

-- broken: a score that the measure does not give
update adoption.adoption_index_components_monthly
set score = 50.0002
where component = 'category_breadth' and kato_code = '191810000';

-- broken: an index that the other components do not give
update adoption.adoption_index_components_monthly
set index_without_component = 64.6669
where component = 'acceptance' and kato_code = '191810000';

-- broken: a confidence that no parameter has
update adoption.adoption_index_components_monthly
set parameter_confidence = 'certain'
where component = 'payers' and kato_code = '191810000';
