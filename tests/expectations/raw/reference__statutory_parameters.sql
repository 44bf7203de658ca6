-- good
insert into reference.statutory_parameters by name
select parameter, value, unit, date '2026-07-01' as day
from (
  values ('vat_rate_standard', '16', 'percent'), ('tax_asset_price_source', 'coinmarketcap_daily_weighted_avg', 'enum')
) as parameters(parameter, value, unit);

-- broken: a column that nobody promised
alter table reference.statutory_parameters add column valid_from date;

-- broken: no value where the contract requires one
update reference.statutory_parameters set unit = null where unit = 'enum';

-- broken: a parameter twice
insert into reference.statutory_parameters from reference.statutory_parameters where unit = 'enum';

-- broken: an empty value
update reference.statutory_parameters set value = ' ' where unit = 'enum';

-- broken: a VAT rate in words
update reference.statutory_parameters set value = 'sixteen' where unit = 'percent';
