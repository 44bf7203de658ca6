-- good
create table adoption.adoption_index_monthly (
  month date, kato_code varchar, days_seen bigint, registered_merchants bigint, active_merchants bigint,
  active_payers bigint, paid_categories bigint, crypto_turnover_kzt decimal(18, 2),
  retail_turnover_kzt decimal(18, 2), settlements bigint, matched_settlements bigint,
  acceptance_score decimal(9, 4), payers_score decimal(9, 4), crypto_share_score decimal(9, 4),
  category_breadth_score decimal(9, 4), receipt_match_score decimal(9, 4), components_counted bigint,
  adoption_index decimal(9, 4), adoption_index_low decimal(9, 4), adoption_index_high decimal(9, 4),
  least_without_merchant decimal(9, 4), greatest_without_merchant decimal(9, 4), parameter_confidence varchar
);
insert into adoption.adoption_index_monthly values
  (date '2026-11-01', '191810000', 2, 8, 2, 16, 3, 200.00, 1000.00, 10, 9, 50.0000, 20.0000, 100.0000, 50.0000,
    90.0000, 5, 61.0000, 48.0000, 74.6667, 50.0000, 63.0000, 'L'),
  (date '2026-11-01', '191800000', 2, 1, 0, 0, 0, 0.00, 0.00, 0, 0, null, null, null, null, null, 0, null, null,
    null, null, null, null);

-- broken: a column that nobody promised
alter table adoption.adoption_index_monthly add column note varchar;

-- broken: no value where the contract requires one
update adoption.adoption_index_monthly set active_payers = null where kato_code = '191800000';

-- broken: a place twice
update adoption.adoption_index_monthly set kato_code = '191810000';

-- broken: a month named by its second day
update adoption.adoption_index_monthly set month = date '2026-11-02';

-- broken: a place in words
update adoption.adoption_index_monthly set kato_code = 'Zhetigen' where kato_code = '191800000';

-- broken: a November of 31 days
update adoption.adoption_index_monthly set days_seen = 31;

-- broken: a place without merchants
update adoption.adoption_index_monthly set registered_merchants = 0 where kato_code = '191800000';

-- broken: more merchants paid than registered
update adoption.adoption_index_monthly set active_merchants = 9 where kato_code = '191810000';

-- broken: a negative number of payers
update adoption.adoption_index_monthly set active_payers = -1 where kato_code = '191800000';

-- broken: more matched than settled
update adoption.adoption_index_monthly set matched_settlements = 11 where kato_code = '191810000';

-- broken: a score above the scale
update adoption.adoption_index_monthly set crypto_share_score = 100.0001 where kato_code = '191810000';

-- broken: a component that is not counted
update adoption.adoption_index_monthly set components_counted = 4 where kato_code = '191810000';

-- broken: an index without a bound
update adoption.adoption_index_monthly set adoption_index_low = null where kato_code = '191810000';

-- broken: an index below all of its scores
update adoption.adoption_index_monthly
set adoption_index = 19.9999, adoption_index_low = 19.0000
where kato_code = '191810000';

-- broken: an index below its lower bound
update adoption.adoption_index_monthly
set adoption_index_low = 61.0001, least_without_merchant = 61.0001
where kato_code = '191810000';

-- broken: a merchant without whom the index is out of bounds
update adoption.adoption_index_monthly set greatest_without_merchant = 74.6668 where kato_code = '191810000';

-- broken: a confidence that no parameter has
update adoption.adoption_index_monthly set parameter_confidence = 'certain' where kato_code = '191810000';
