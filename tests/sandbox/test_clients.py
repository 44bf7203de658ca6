"""The venues' clients: their trades are the volumes, their totals are their trades, and some break the rules."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import polars as pl
import pytest

from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.licences import spans_on
from cryptocity.sandbox.market import price_usd
from cryptocity.sandbox.trades import FIAT
from cryptocity.sandbox.truth.exchanges import limit_breaches_of, travel_rule_of
from cryptocity.sandbox.world import World
from cryptocity.sources.exchanges.datasets import CLIENT_MONTH_LIMITS, CLIENT_YEAR_AGGREGATES, TRANSFERS
from cryptocity.window import days_between
from loopback import PSEUDONYMS

FIRST, LAST = date(2026, 10, 30), date(2026, 11, 4)
DAYS = tuple(days_between(FIRST, LAST))
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def world():
    return World(City(residents=9_000), FIRST)


@pytest.fixture(scope="module")
def facts(world):
    return [world.facts(day) for day in DAYS]


@pytest.fixture(scope="module")
def lake(world, tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("clients"), Seal(b"key"))
    for day in DAYS:
        generate_day(world, day, lake, pseudonyms=PSEUDONYMS)
    return lake


def rows_to(last, dataset, lake):
    """Return the newest rows by key, up to a day, as a reader of the running totals takes them."""
    days = [day for day in DAYS if day <= last]
    rows = pl.concat([lake.rows(dataset, day).with_columns(day=pl.lit(day)) for day in days])
    return rows.sort("day").unique(dataset.key, keep="last", maintain_order=True)


def test_the_trades_of_clients_are_the_volumes_to_the_last_unit(facts):
    for each in facts:
        traded = defaultdict(lambda: [0, Decimal(0), Decimal(0)])
        for trade in each.trades:
            assert trade.base_amount >= 0
            assert trade.quote_amount >= 0
            sums = traded[trade.volume]
            sums[:] = [sums[0] + 1, sums[1] + trade.base_amount, sums[2] + trade.quote_amount]
        assert traded == {v: [v.trade_count, v.base_amount, v.quote_amount] for v in each.volumes}


def test_a_running_year_holds_what_clients_bought_and_sold_since_the_first_day(lake, facts):
    years = rows_to(LAST, CLIENT_YEAR_AGGREGATES, lake)
    bought, sold = Counter(), Counter()
    for each in facts:
        for volume in each.volumes:
            if volume.quote_currency in FIAT:
                (bought if volume.side == "buy" else sold)[volume.venue_id, volume.base_asset] += volume.base_amount
    for element, units in (("CryptoFiatIn", bought), ("CryptoFiatOut", sold)):
        told = years.filter(pl.col("element") == element).group_by("venue_id", "asset").agg(pl.col("units").sum())
        assert {tuple(row[:2]): row[2] for row in told.rows()} == dict(units)


def test_what_goes_in_against_crypto_comes_from_what_goes_out(lake, world, facts):
    years = rows_to(LAST, CLIENT_YEAR_AGGREGATES, lake)
    sums = {
        element: years.filter(pl.col("element") == element)["amount"].sum()
        for element in ("CryptoToCryptoIn", "CryptoToCryptoOut")
    }
    assert sums["CryptoToCryptoIn"] == sums["CryptoToCryptoOut"] > 0


def test_a_running_year_holds_every_crypto_transfer_at_its_value_of_the_day(lake, world, facts):
    moved = Counter()
    for each in facts:
        prices = price_usd(world.city.seed, each.day)
        for transfer in each.transfers:
            if transfer.kind == "crypto":
                element = "CryptoTransferIn" if transfer.direction == "deposit" else "CryptoTransferOut"
                value = (transfer.amount * prices[transfer.asset]).quantize(CENT, ROUND_HALF_UP)
                moved[element, "transactions"] += 1
                moved[element, "amount"] += value
    years = rows_to(LAST, CLIENT_YEAR_AGGREGATES, lake)
    for element in ("CryptoTransferIn", "CryptoTransferOut"):
        rows = years.filter(pl.col("element") == element)
        assert rows["transaction_count"].sum() == moved[element, "transactions"]
        assert rows["amount"].sum() == moved[element, "amount"]
    wallets = years.filter(pl.col("element") == "TransferWallet")
    assert wallets.height > 0
    assert wallets["transaction_count"].is_null().all()


def test_some_clients_break_the_limit_and_some_of_them_at_no_venue_alone(lake, world, facts):
    """What a reader finds in the venues' reports: the last totals before the test was passed, over all venues."""
    days = [lake.rows(CLIENT_MONTH_LIMITS, day).with_columns(day=pl.lit(day)) for day in DAYS]
    untested = pl.concat(days).filter(~pl.col("is_knowledge_test_passed") & (pl.col("client_residency") == "resident"))
    limits = untested.sort("day").unique(CLIENT_MONTH_LIMITS.key, keep="last")
    totals = limits.group_by("client_key", "month").agg(
        pl.col("deposited_usd").sum(), pl.len().alias("venues"), pl.col("deposited_usd").max().alias("most")
    )
    above = totals.filter(pl.col("deposited_usd") > 1000)
    truth = limit_breaches_of(world, facts)
    assert set(above.select("client_key", "month", "deposited_usd", "venues").rows()) == {
        (PSEUDONYMS.of(row["client_id"]), row["month"], Decimal(row["deposited_usd"]).scaleb(-2), row["venues"])
        for row in truth
    }
    assert ((above["venues"] > 1) & (above["most"] <= 1000)).any()
    assert ((above["venues"] == 1) & (above["most"] > 1000)).any()


def test_a_month_begins_anew(lake):
    october = rows_to(date(2026, 10, 31), CLIENT_MONTH_LIMITS, lake)
    assert set(october["month"]) == {date(2026, 10, 1)}
    november = rows_to(LAST, CLIENT_MONTH_LIMITS, lake)
    assert set(november["month"]) == {date(2026, 10, 1), date(2026, 11, 1)}


def test_a_test_is_passed_on_one_day_at_every_venue(lake):
    passed = rows_to(LAST, CLIENT_MONTH_LIMITS, lake).filter("is_knowledge_test_passed")
    assert passed.group_by("client_key").agg(pl.col("knowledge_test_passed_on").n_unique())[:, 1].max() == 1
    assert passed.height > 0


def test_transfers_land_with_the_fields_that_they_have_and_some_venues_claim_too_much(lake, facts):
    for each in facts:
        rows = {row["transfer_id"]: row for row in lake.rows(TRANSFERS, each.day).iter_rows(named=True)}
        for true in travel_rule_of(each):
            row = rows[true["transfer_id"]]
            assert row["is_travel_rule_complete"] == true["is_complete"]
            assert row["is_travel_rule_claimed_complete"] == true["is_claimed_complete"]
            assert set(filter(None, row["missing_travel_rule_fields"].split(","))) == true["missing"]
    truths = [true for each in facts for true in travel_rule_of(each)]
    assert any(not true["is_complete"] for true in truths)
    assert any(true["is_claimed_complete"] and not true["is_complete"] for true in truths)


def test_licences_follow_each_other_and_a_span_begins_when_it_begins():
    spans = [span for span in spans_on(LAST) if span.venue_id == "AX-02"]
    assert [span.licence_status for span in spans] == ["active", "suspended", "active"]
    for earlier, later in pairwise(spans):
        assert earlier.valid_to + timedelta(days=1) == later.valid_from
    assert len(spans_on(date(2025, 3, 2))) == len(spans_on(date(2025, 3, 3))) - 1
