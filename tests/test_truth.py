"""The marts reproduce the known truth of the simulated city exactly, to the tiyn: every row and every column."""

import shutil
from collections import Counter
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from cryptocity.sandbox.truth import TRUTHS, truth_of
from cryptocity.warehouse import candidate_path
from loopback import PSEUDONYMS
from released import DAYS, LAST, marts_in, released_city

MARTS = tuple(sorted(TRUTHS))
TAXPAYERS = {"xin": "merchant_key", "miner": "miner_key"}
PERSONS = {"client_id": "client_key"}
HUNDREDTHS = ("_kzt", "_usd")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return released_city(tmp_path_factory)


@pytest.fixture(scope="module")
def truth(city):
    return {name: [in_the_words_of_a_mart(row) for row in rows] for name, rows in truth_of(city.world, DAYS).items()}


@pytest.fixture(scope="module")
def marts(city):
    return marts_in(candidate_path(city.home))


def in_the_words_of_a_mart(row):
    """Return a true row with taxpayers and clients under their pseudonym, and money in tenge and dollars."""
    keys = {name: key for name, key in {**TAXPAYERS, **PERSONS}.items() if name in row}
    named = {name: value for name, value in row.items() if name not in keys}
    named |= {
        key: (PSEUDONYMS.of if name in PERSONS else PSEUDONYMS.of_taxpayer)(row[name]) for name, key in keys.items()
    }
    return {name: money(value) if name.endswith(HUNDREDTHS) else value for name, value in named.items()}


def money(hundredths):
    return None if hundredths is None else Decimal(hundredths).scaleb(-2)


def differences(mart, true_rows):
    """Return what a mart has and the truth has not, and what the truth has and the mart has not."""
    columns = sorted(true_rows[0])
    found = Counter(mart.select(columns).rows())
    true = Counter(tuple(row[column] for column in columns) for row in true_rows)
    return found - true, true - found


def test_every_mart_has_a_truth(marts, truth):
    assert tuple(marts) == MARTS


@pytest.mark.parametrize("mart", MARTS)
def test_the_truth_knows_every_column(mart, marts, truth):
    (columns,) = {frozenset(row) for row in truth[mart]}
    assert columns == set(marts[mart].columns)


@pytest.mark.parametrize("mart", MARTS)
def test_the_mart_is_the_truth(mart, marts, truth):
    assert marts[mart].height > 0
    assert differences(marts[mart], truth[mart]) == (Counter(), Counter())


def test_the_days_hold_what_is_hard_to_count(city, marts):
    """Two months, all rates, VAT stated wrongly, sales on the last day as a VAT payer, a Sunday without rates."""
    adoption, vat, ramps = (
        marts[mart] for mart in ("adoption.adoption_daily", "tax.vat_due_monthly", "capital_flow.ramp_flows_daily")
    )
    assert vat["month"].n_unique() == 2
    assert set(vat["vat_rate_pct"]) == {0, 5, 10, 12, 16}
    assert vat["vat_difference_kzt"].min() < 0 < vat["vat_difference_kzt"].max()
    assert vat.group_by("month", "merchant_key").agg(pl.col("is_vat_payer").n_unique())["is_vat_payer"].max() == 2
    assert set(ramps["is_fx_carried_forward"]) == {False, True}
    assert (adoption["confirmed_crypto_payments"] < adoption["crypto_payments"]).any()
    assert (adoption["matched_settlements"] < adoption["settlements"]).any()
    leaving = city.world.city.merchants.filter(pl.col("vat_payer_to").is_in(DAYS)).select("xin", "vat_payer_to").rows()
    assert any(xin in set(city.world.facts(day).sales.receipts["xin"]) for xin, day in leaving)
    assert city.world.city.merchants["crypto_enabled_on"].is_in([date(2026, 10, 31), LAST]).any()


@pytest.mark.parametrize("direction", [1, -1])
def test_one_tiyn_in_one_row_is_a_difference(direction, city, truth, tmp_path):
    candidate = shutil.copy(candidate_path(city.home), tmp_path)
    with duckdb.connect(candidate) as connection:
        connection.execute(
            f"update tax.vat_due_monthly set vat_due_kzt = vat_due_kzt + {direction} * 0.01 "
            "where rowid = (select rowid from tax.vat_due_monthly where is_vat_payer order by all limit 1)"
        )
    found, true = differences(marts_in(candidate)["tax.vat_due_monthly"], truth["tax.vat_due_monthly"])
    assert (found.total(), true.total()) == (1, 1)


@pytest.mark.parametrize("mart", MARTS)
def test_a_row_too_many_or_too_few_is_a_difference(mart, marts, truth):
    rows = truth[mart]
    assert differences(marts[mart].vstack(marts[mart].head(1)), rows)[0].total() == 1
    assert differences(marts[mart].slice(1), rows)[1].total() == 1
