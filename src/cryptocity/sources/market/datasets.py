"""What we land from public markets: one candle per venue, pair and city day, made of the venue's hourly candles.

Exchanges close their daily candles at midnight UTC; volumes are reported for calendar days in Asia/Almaty. Both meet in
the hours, because the city's offset is whole hours.

Source: each venue's own public REST API, read through ccxt (see client.py).
"""

import polars as pl

from cryptocity.dataset import Column, Dataset

SOURCE = "market"
AMOUNT = pl.Decimal(38, 18)

DAILY_CANDLES = Dataset(
    source=SOURCE,
    name="daily_candles",
    grain="one row per public venue, pair and city day (Asia/Almaty)",
    columns=(
        Column("venue", pl.String, "public exchange, by its name in ccxt"),
        Column("base_asset", pl.String, "asset bought or sold"),
        Column("quote_asset", pl.String, "asset paid in"),
        Column("open_price", AMOUNT, "first price of the day, in the quote asset"),
        Column("high_price", AMOUNT, "highest price of the day, in the quote asset"),
        Column("low_price", AMOUNT, "lowest price of the day, in the quote asset"),
        Column("close_price", AMOUNT, "last price of the day, in the quote asset"),
        Column("base_volume", AMOUNT, "units of the base asset traded on the day"),
        Column("quote_volume", AMOUNT, "units of the quote asset paid on the day"),
        Column("hour_count", pl.Int64, "hours of the day in which the venue has a candle, 24 on a whole day"),
    ),
    key=("venue", "base_asset", "quote_asset"),
    origin="GET of hourly candles at each venue, JSON",
)

DATASETS = (DAILY_CANDLES,)
"""One dataset: last prices and the like follow from it."""
