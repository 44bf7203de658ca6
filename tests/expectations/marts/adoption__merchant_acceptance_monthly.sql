-- good
create table adoption.merchant_acceptance_monthly (
  month date, oked_code varchar, kato_code varchar, registered_merchants bigint, enabled_merchants bigint,
  active_merchants bigint, enabled_pct decimal(9, 4), acceptance_pct decimal(9, 4)
);
insert into adoption.merchant_acceptance_monthly values
  (date '2026-07-01', '47110', '191810000', 3, 2, 1, 66.6667, 33.3333),
  (date '2026-07-01', '56100', '191810000', 1, 0, 0, 0.0000, 0.0000);

-- broken: a column that nobody promised
alter table adoption.merchant_acceptance_monthly add column note varchar;

-- broken: no value where the contract requires one
update adoption.merchant_acceptance_monthly set enabled_pct = null where oked_code = '47110';

-- broken: a group twice
update adoption.merchant_acceptance_monthly set oked_code = '47110';

-- broken: a month named by its second day
update adoption.merchant_acceptance_monthly set month = date '2026-07-02' where oked_code = '47110';

-- broken: an activity in words
update adoption.merchant_acceptance_monthly set oked_code = 'retail' where oked_code = '47110';

-- broken: a group without merchants
update adoption.merchant_acceptance_monthly set registered_merchants = 0 where oked_code = '56100';

-- broken: more enabled than registered
update adoption.merchant_acceptance_monthly
set enabled_merchants = 4, enabled_pct = 133.3333
where oked_code = '47110';

-- broken: a negative number active
update adoption.merchant_acceptance_monthly
set active_merchants = -1, acceptance_pct = -100.0000
where oked_code = '56100';

-- broken: a share that its parts do not give
update adoption.merchant_acceptance_monthly set enabled_pct = 66.6669 where oked_code = '47110';

-- broken: a share that its parts do not give
update adoption.merchant_acceptance_monthly set acceptance_pct = 33.3331 where oked_code = '47110';

-- broken: more active than enabled
update adoption.merchant_acceptance_monthly
set active_merchants = 3, acceptance_pct = 100.0000
where oked_code = '47110';
