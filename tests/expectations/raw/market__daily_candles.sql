-- good
insert into market.daily_candles by name
select
  'binance' as venue, base_asset, 'USDT' as quote_asset, 100 as open_price, 110 as high_price, 90 as low_price,
  105 as close_price, 1000 as base_volume, 101000 as quote_volume, 24 as hour_count, date '2026-07-01' as day
from (values ('BTC'), ('ETH')) as assets(base_asset);

-- broken: a column that nobody promised
alter table market.daily_candles add column trades bigint;

-- broken: no value where the contract requires one
update market.daily_candles set close_price = null where base_asset = 'ETH';

-- broken: a candle twice
insert into market.daily_candles from market.daily_candles where base_asset = 'ETH';

-- broken: a lowest price above the first
update market.daily_candles set low_price = 100.5 where base_asset = 'ETH';

-- broken: a negative volume
update market.daily_candles set base_volume = -1 where base_asset = 'ETH';

-- broken: a day of 26 hours
update market.daily_candles set hour_count = 26 where base_asset = 'ETH';

-- broken: a day of which an afternoon is missing
update market.daily_candles set hour_count = 18 where base_asset = 'ETH';

-- broken: a volume ten times what was paid for
update market.daily_candles set base_volume = 10000 where base_asset = 'ETH';
