"""The stablecoin test on thirty days of prices, against the same computation in exact fractions."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptocity.sandbox.market import prices_of, rates_of

FIRST, DAYS = date(2026, 3, 1), 30
PRICES = pl.Schema({"day": pl.Date, "asset": pl.String, "price_usd": pl.Decimal(18, 8)})
RATES = pl.Schema({"day": pl.Date, "currency": pl.String, "rate_kzt": pl.Decimal(18, 6)})
RULES = pl.DataFrame(
    {
        "parameter": ["stablecoin_max_abs_deviation", "stablecoin_lookback"],
        "value_number": [Decimal(1), Decimal(DAYS)],
        "doubt_rank": [3, 3],
        "valid_from": [date(2025, 11, 27)] * 2,
        "valid_to": [date(9999, 12, 31)] * 2,
    }
)


@pytest.fixture(scope="session")
def tested(built):
    """Return a function that runs the model as compiled on prices and rates; what it finds on the last day by asset."""
    (node,) = (node for node in built.manifest["nodes"].values() if node["name"] == "int_stablecoins_tested")
    sql = re.sub(r'"candidate"\."\w+"\."(\w+)"', r"\1", node["compiled_code"])

    def run(prices, rates):
        with duckdb.connect() as connection:
            connection.register("stg_reference__asset_prices", pl.DataFrame(prices, PRICES, orient="row").to_arrow())
            connection.register("stg_reference__fx_rates", pl.DataFrame(rates, RATES, orient="row").to_arrow())
            connection.register("int_statutory_parameters_bounded", RULES.to_arrow())
            found = connection.sql(f"select * from ({sql}) where day = date '{max(row[0] for row in prices)}'").pl()
        return {row["asset"]: row for row in found.iter_rows(named=True)}

    return run


def daily(asset, prices):
    return [(FIRST + timedelta(days=number), asset, Decimal(price)) for number, price in enumerate(prices)]


def rates(**by_currency):
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return [(day, currency, Decimal(rate)) for day in days for currency, rate in by_currency.items()]


GOLDEN = {
    "a dollar coin": (["1.001", "0.999"] * 15, "USD", "0.1", True),
    "a tenge coin": (["0.00208333"] * 30, "KZT", "0.0002", True),
    "lost its peg for four days": (["1"] * 26 + ["0.9"] * 4, "USD", "1.333333", False),
    "lost its peg for three days": (["1"] * 27 + ["0.9"] * 3, "USD", "1", True),
    "one percent off": (["1.01", "0.99"] * 15, "USD", "1", True),
    "a little more than one percent off": (["1.010001"] * 30, "USD", "1.0001", False),
    "bitcoin": (["64000.12345678"] * 30, "EUR", "5688799.86", False),
    "priced on twenty-nine days": (["1"] * 29, "USD", "0", None),
    "worth more than any number": (["9999999999.99999999"] * 30, None, None, False),
}


@pytest.mark.parametrize(("prices", "currency", "mean", "verdict"), GOLDEN.values(), ids=GOLDEN)
def test_an_asset_has_a_fixed_value_as_the_order_says(tested, prices, currency, mean, verdict):
    (found,) = tested(daily("X", prices), rates(USD="480", EUR="540")).values()
    assert (found["days_seen"], found["has_fixed_value"]) == (len(prices), verdict)
    if currency:
        assert (found["nearest_currency"], found["mean_abs_deviation_pct"]) == (currency, pytest.approx(Decimal(mean)))


def expected(prices, rates_kzt, usd):
    """Return the currency with the least deviation, each day's rounded half up to a millionth, and the verdict."""
    totals = {}
    for currency, rate in rates_kzt.items():
        days = [abs(Fraction(price) * Fraction(usd) - Fraction(rate)) / Fraction(rate) * 10**6 for price in prices]
        totals[currency] = sum(int(day + Fraction(1, 2)) for day in days)
    nearest = min(totals, key=lambda currency: (totals[currency], currency))
    return nearest, totals[nearest] <= 10_000 * len(prices)


@settings(max_examples=40, deadline=None)
@given(
    prices=st.lists(st.decimals("0.97", "1.03", places=8), min_size=DAYS, max_size=DAYS),
    usd=st.decimals("300", "700", places=6),
    eur=st.decimals("300", "700", places=6),
)
def test_the_verdict_is_that_of_exact_fractions(tested, prices, usd, eur):
    (found,) = tested(daily("X", prices), rates(USD=usd, EUR=eur)).values()
    nearest, verdict = expected(prices, {"USD": usd, "EUR": eur, "KZT": Decimal(1)}, usd)
    assert (found["nearest_currency"], found["has_fixed_value"]) == (nearest, verdict)


def test_the_stablecoins_of_the_sandbox_city_are_found_by_their_prices_alone(tested):
    days = [date(2026, 10, 1) + timedelta(days=number) for number in range(DAYS)]
    prices, fx_rates, set_on, rated_on = [], [], days[0], days[0]
    for day in days:
        set_on, rated_on = (day if prices_of(1918, day) else set_on), (day if rates_of(1918, day) else rated_on)
        prices += [(day, asset, price) for asset, price in prices_of(1918, set_on).items()]
        fx_rates += [(day, rate.currency, rate.description / rate.quantity) for rate in rates_of(1918, rated_on)]
    found = tested(prices, fx_rates)
    verdicts = {asset: (row["nearest_currency"], row["has_fixed_value"]) for asset, row in found.items()}
    assert {asset for asset, (_, fixed) in verdicts.items() if fixed} == {"USDT", "USDC", "KZTE"}
    assert verdicts["KZTE"] == ("KZT", True)
    assert verdicts["USDT"] == ("USD", True)
