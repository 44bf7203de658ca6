-- good
create table tax.mined_asset_sales_quarterly (
  quarter date, miner_key varchar, asset varchar, days bigint, days_landed bigint, is_quarter_complete boolean,
  distributions bigint, unscaled_distributions bigint, distributed_units decimal(18, 8), sales bigint,
  sold_units decimal(18, 8), sold_pct decimal(9, 4), minimum_pct decimal(5, 2), is_below_minimum boolean,
  parameter_confidence varchar
);
insert into tax.mined_asset_sales_quarterly values
  (date '2026-07-01', '000040000001', 'BTC', 92, 92, true, 90, 0, 4.00000000, 5, 1.00000000, 25.0000, 75.00, true, 'L'),
  (date '2026-07-01', '000040000002', 'BTC', 92, 92, true, 90, 0, 4.00000000, 5, 3.00000000, 75.0000, 75.00, false, 'L'),
  (
    date '2026-10-01', 'p-abababababababababababababababab', 'BTC', 92, 5, false, 5, 0, 1.00000000, 0, 0.00000000, null,
    75.00, null, 'L'
  ),
  (date '2023-10-01', '000040000003', 'KAS', 92, 92, true, 5, 5, null, 0, 0.00000000, null, null, null, null);

-- broken: a column that nobody promised
alter table tax.mined_asset_sales_quarterly add column note varchar;

-- broken: no value where the contract requires one
update tax.mined_asset_sales_quarterly set sold_units = null where asset = 'KAS';

-- broken: a miner twice
insert into tax.mined_asset_sales_quarterly from tax.mined_asset_sales_quarterly where asset = 'KAS';

-- broken: a quarter that begins in its second month
update tax.mined_asset_sales_quarterly set quarter = date '2023-11-01' where asset = 'KAS';

-- broken: an individual's number in clear
update tax.mined_asset_sales_quarterly set miner_key = '900101300123' where asset = 'KAS';

-- broken: complete with a day missing
update tax.mined_asset_sales_quarterly set days_landed = 91 where asset = 'KAS';

-- broken: units of an asset whose smallest unit is not known
update tax.mined_asset_sales_quarterly set distributed_units = 0 where asset = 'KAS';

-- broken: a percentage that its parts do not give
update tax.mined_asset_sales_quarterly set sold_pct = 25.0002 where sold_pct = 25;

-- broken: enough although it is not
update tax.mined_asset_sales_quarterly set is_below_minimum = false where sold_pct = 25;

-- broken: a confidence of nothing
update tax.mined_asset_sales_quarterly set parameter_confidence = 'L' where asset = 'KAS';
