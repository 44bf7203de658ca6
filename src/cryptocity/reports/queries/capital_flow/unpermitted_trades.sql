-- One row per venue, asset and reason over the release: trades in assets that were not permitted on their day.
select
    venue_id,
    asset,
    permission,
    sum(value_usd) as value_usd,
    sum(trade_count)::bigint as trades
from capital_flow.unpermitted_asset_trades_daily
group by venue_id, asset, permission
order by value_usd desc nulls last, venue_id asc, asset asc, permission asc
