-- good
create table adoption.spending_by_category_monthly (
  month date, category varchar, crypto_payments bigint, active_payers bigint, active_merchants bigint,
  crypto_turnover_kzt decimal(18, 2), share_of_crypto_turnover_pct decimal(9, 4),
  retail_turnover_kzt decimal(18, 2), crypto_share_pct decimal(9, 4), crypto_ticket_median_kzt decimal(18, 2),
  crypto_ticket_p90_kzt decimal(18, 2), parameter_confidence varchar
);
insert into adoption.spending_by_category_monthly values
  (date '2026-10-01', 'groceries', 3, 2, 2, 900.00, 75.0000, 3000.00, 30.0000, 300.00, 400.00, 'M'),
  (date '2026-10-01', 'restaurants', 1, 1, 1, 300.00, 25.0000, 600.00, 50.0000, 300.00, 300.00, 'M'),
  (date '2026-11-01', 'groceries', 0, 0, 0, 0.00, null, 10.00, 0.0000, null, null, 'M');

-- broken: a column that nobody promised
alter table adoption.spending_by_category_monthly add column note varchar;

-- broken: no value where the contract requires one
update adoption.spending_by_category_monthly set active_payers = null where category = 'restaurants';

-- broken: a category twice
update adoption.spending_by_category_monthly set category = 'groceries' where category = 'restaurants';

-- broken: a month named by its second day
update adoption.spending_by_category_monthly set month = date '2026-10-02' where month = date '2026-10-01';

-- broken: a category that nobody defined
update adoption.spending_by_category_monthly set category = 'luxury' where category = 'restaurants';

-- broken: a negative number of merchants
update adoption.spending_by_category_monthly set active_merchants = -1 where category = 'restaurants';

-- broken: a large payment below the typical one
update adoption.spending_by_category_monthly set crypto_ticket_p90_kzt = 299.99 where category = 'restaurants';

-- broken: payments without a typical one
update adoption.spending_by_category_monthly
set crypto_ticket_median_kzt = null, crypto_ticket_p90_kzt = null
where category = 'restaurants';

-- broken: a share that its parts do not give
update adoption.spending_by_category_monthly set share_of_crypto_turnover_pct = 25.0003 where category = 'restaurants';

-- broken: a share that its parts do not give
update adoption.spending_by_category_monthly set crypto_share_pct = 50.0003 where category = 'restaurants';

-- broken: a confidence that no parameter has
update adoption.spending_by_category_monthly set parameter_confidence = 'certain' where category = 'restaurants';

-- broken: sales of merchants that are not in the register
update adoption.spending_by_category_monthly set category = 'unknown' where category = 'restaurants';
