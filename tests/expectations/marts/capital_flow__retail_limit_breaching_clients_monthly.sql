-- good
create table capital_flow.retail_limit_breaching_clients_monthly (
  month date, client_key varchar, venues bigint, deposited_usd decimal(18, 2), largest_venue_usd decimal(18, 2),
  limit_usd decimal(18, 2), excess_usd decimal(18, 2), is_breach_at_one_venue boolean, parameter_confidence varchar
);
insert into capital_flow.retail_limit_breaching_clients_monthly values
  (date '2026-06-01', 'p-' || repeat('ab', 16), 2, 1000.01, 600.00, 1000.00, 0.01, false, 'H-value'),
  (date '2026-07-01', 'p-' || repeat('ab', 16), 1, 1500.00, 1500.00, 1000.00, 500.00, true, 'H-value');

-- broken: a column that nobody promised
alter table capital_flow.retail_limit_breaching_clients_monthly add column note varchar;

-- broken: no value where the contract requires one
update capital_flow.retail_limit_breaching_clients_monthly set venues = null where month = date '2026-07-01';

-- broken: a breach twice
insert into capital_flow.retail_limit_breaching_clients_monthly from capital_flow.retail_limit_breaching_clients_monthly where month = date '2026-07-01';

-- broken: a client's number in clear
update capital_flow.retail_limit_breaching_clients_monthly set client_key = '900101300123' where month = date '2026-07-01';

-- broken: a month named by another day
update capital_flow.retail_limit_breaching_clients_monthly set month = date '2026-07-02' where month = date '2026-07-01';

-- broken: an excess that is off by a cent
update capital_flow.retail_limit_breaching_clients_monthly set excess_usd = 500.01 where month = date '2026-07-01';

-- broken: one venue that saw a part only
update capital_flow.retail_limit_breaching_clients_monthly set largest_venue_usd = 1400 where month = date '2026-07-01';

-- broken: a confidence that does not exist
update capital_flow.retail_limit_breaching_clients_monthly set parameter_confidence = 'sure' where month = date '2026-07-01';
