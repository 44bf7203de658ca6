"""Exact amounts."""

from decimal import Decimal

import polars as pl
import pytest

from cryptocity.dataset import KZT, Column, Dataset
from cryptocity.money import fits, table, whole_units

PRICES = Dataset(
    source="test",
    name="prices",
    grain="one row per item",
    columns=(
        Column("item", pl.String, "item"),
        Column("price_kzt", KZT, "price, KZT", nullable=True),
        Column("units", pl.Decimal(38, 18), "units"),
    ),
    key=("item",),
    origin="test",
)


@pytest.mark.parametrize(
    ("amount", "tiyn"), [("0", 0), ("1.1", 110), ("-0.05", -5), ("1E+3", 100_000), ("9999999999999999.99", 10**18 - 1)]
)
def test_amounts_become_whole_tiyn(amount, tiyn):
    assert whole_units(Decimal(amount), 2) == tiyn


INEXACT = [f"1.{'0' * 30}1", f"0.{'0' * 70}1", "1E-999"]


@pytest.mark.parametrize("amount", [*INEXACT, "0.001", "1.005", "NaN", "Infinity", "1E+16", "-1E+30"])
def test_what_is_no_exact_amount_raises(amount):
    with pytest.raises(ValueError, match=r"no amount|decimals|fit"):
        whole_units(Decimal(amount), 2)


def test_a_table_holds_every_digit():
    rows = [("a", 10**18 - 1, Decimal("12345678901234567890.123456789012345678")), ("b", None, Decimal("1E-18"))]
    built = table(PRICES, rows)
    assert built.schema == PRICES.schema
    assert built.rows() == [("a", Decimal("9999999999999999.99"), rows[0][2]), ("b", None, rows[1][2])]


def test_a_table_of_no_rows_keeps_its_types():
    assert table(PRICES, []).schema == PRICES.schema


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("99.99", True), ("100", False), ("0.001", False), ("1E+1", True), ("NaN", False), ("0.10", True)],
)
def test_fits_asks_for_digits_before_and_after_the_point(amount, expected):
    assert fits(Decimal(amount), digits=4, scale=2) is expected
