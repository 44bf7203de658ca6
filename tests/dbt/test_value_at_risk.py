"""The one-day value at risk of random reserves, against NumPy's quantile of the same losses."""

import re
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import numpy as np
import polars as pl
import pytest

FIRST, ASSETS = date(2026, 1, 1), ("BTC", "ETH", "USDC")
PRICES = pl.Schema({
    "day": pl.Date, "asset": pl.String, "price_usd": pl.Decimal(18, 8), "is_carried_forward": pl.Boolean,
})  # fmt: skip
HOLDINGS = pl.Schema({"day": pl.Date, "fund": pl.String, "asset": pl.String, "value_usd": pl.Decimal(18, 2)})


@pytest.fixture(scope="module")
def at_risk(built):
    """Return a function that runs the model as compiled on prices and holdings; its only row."""
    (node,) = (node for node in built.manifest["nodes"].values() if node["name"] == "int_reserve_values_at_risk")
    sql = re.sub(r'"candidate"\."\w+"\."(\w+)"', r"\1", node["compiled_code"])

    def run(prices, holdings):
        with duckdb.connect() as connection:
            connection.register("stg_reference__asset_prices", pl.DataFrame(prices, PRICES, orient="row").to_arrow())
            connection.register("reserve_holdings_daily", pl.DataFrame(holdings, HOLDINGS, orient="row").to_arrow())
            ((_, _, days, loss),) = connection.sql(sql).fetchall()
        return days, loss

    return run


@pytest.mark.parametrize("days", [20, 21, 39, 40, 41, 250, 364, 365, 400])
def test_the_value_at_risk_is_the_quantile_of_the_losses_of_the_last_year(at_risk, days):
    dice = np.random.default_rng(days)
    steps = dice.normal(0, 0.03, (days, len(ASSETS)))
    walk = np.round(100 * np.exp(np.vstack([np.zeros(len(ASSETS)), np.cumsum(steps, axis=0)])), 8)
    values = np.round(dice.uniform(1_000, 100_000, len(ASSETS)), 2)
    prices = [
        (FIRST + timedelta(days=number), asset, Decimal(f"{walk[number, index]:.8f}"), False)
        for number in range(days + 1)
        for index, asset in enumerate(ASSETS)
    ]
    last = FIRST + timedelta(days=days)
    holdings = [(last, "fund", asset, Decimal(f"{value:.2f}")) for asset, value in zip(ASSETS, values, strict=True)]
    losses = (-(walk[1:] / walk[:-1] - 1) @ values)[-365:]
    seen, loss = at_risk(prices, holdings)
    assert seen == len(losses)
    assert float(loss) == pytest.approx(max(0, np.quantile(losses, 0.95, method="inverted_cdf")), abs=0.006)


def test_what_only_gained_has_nothing_at_risk(at_risk):
    prices = [(FIRST + timedelta(days=number), "BTC", Decimal(100 + number), False) for number in range(30)]
    assert at_risk(prices, [(prices[-1][0], "fund", "BTC", Decimal(1000))]) == (29, 0)
