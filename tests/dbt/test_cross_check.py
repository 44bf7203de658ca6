"""Reports that no market could have seen: an inflated volume, a made-up price and trade without a licence are named."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from cryptocity.audit import quality
from cryptocity.audit.verdict import tally
from cryptocity.lake import Lake
from cryptocity.landing import Landing
from cryptocity.payloads import Seal
from cryptocity.release.publish import publish
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.world import World
from cryptocity.sources.market.datasets import DAILY_CANDLES
from cryptocity.warehouse import build, candidate_path
from loopback import PSEUDONYMS
from released import lake_in
from terminal import typed

HONEST, INFLATED, UNQUOTED = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)
CHECK, COULD_COMPARE = "exchange_volumes_are_plausible", "exchange_volumes_could_be_compared"
IMPLAUSIBLE = "not is_licensed or not is_price_plausible or not is_volume_plausible"


def inflated(volume):
    """Return a volume as a venue that lies reports it."""
    if (volume.venue_id, volume.base_asset, volume.quote_currency) == ("AX-01", "BTC", "KZT"):
        return replace(volume, base_amount=volume.base_amount * 10**8, quote_amount=volume.quote_amount * 10**8)
    if (volume.venue_id, volume.base_asset, volume.quote_currency) == ("AX-02", "ETH", "USDT"):
        return replace(volume, quote_amount=volume.quote_amount * Decimal("1.5"))
    return replace(volume, venue_id="AX-99") if volume.venue_id == "AX-04" else volume


def as_dear(trade):
    """Return a trade at the price at which its venue reports its volume."""
    if trade.volume.venue_id != "AX-02":
        return trade
    volume = inflated(trade.volume)
    dearness = volume.quote_amount / trade.volume.quote_amount
    return replace(trade, volume=volume, quote_amount=trade.quote_amount * dearness)


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    world = World(City(residents=1_500), HONEST)
    lake = Lake(tmp_path_factory.mktemp("cross-check"), Seal(b"key"))
    generate_day(world, HONEST, lake, pseudonyms=PSEUDONYMS)
    facts = world.facts(INFLATED)
    world.days[INFLATED] = replace(facts, volumes=[inflated(volume) for volume in facts.volumes])
    generate_day(world, INFLATED, lake, pseudonyms=PSEUDONYMS)
    return lake


@pytest.fixture(scope="module")
def unquoted(lake, tmp_path_factory):
    """Return what a build tells of an honest day, and of the same day of which no public venue had a candle."""
    told = {}
    for name in ("quoted", "unquoted"):
        other = Lake(tmp_path_factory.mktemp(name), Seal(b"key"))
        generate_day(World(City(residents=1_500), UNQUOTED), UNQUOTED, other, pseudonyms=PSEUDONYMS)
        if name == "unquoted":
            shutil.rmtree(other.partition(DAILY_CANDLES, UNQUOTED))
            with other.writer("market", UNQUOTED) as writer:
                writer.commit([Landing(DAILY_CANDLES, DAILY_CANDLES.empty(), 0)], [])
        told[name] = build(other, other.home).warnings
    return told


@pytest.fixture(scope="module")
def outcome(lake):
    return build(lake, lake.home)


def ask(lake, sql):
    with duckdb.connect(candidate_path(lake.home), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_honest_reports_agree_with_licences_and_the_public_market(lake, outcome):
    table = "intermediate.int_exchange_volumes_cross_checked"
    assert ask(lake, f"select * from {table} where day = '{HONEST}' and ({IMPLAUSIBLE})") == []
    compared = f"select count(*) from {table} where is_price_plausible and is_volume_plausible and day = '{HONEST}'"
    assert ask(lake, compared)[0][0] > 10


def test_each_lie_is_found_by_venue_pair_and_day_and_nothing_else(lake, outcome):
    table = "intermediate.int_exchange_volumes_cross_checked"
    found = ask(
        lake,
        "select venue_id, base_asset || '/' || quote_currency, is_licensed, is_price_plausible, is_volume_plausible "
        f"from {table} where day = '{INFLATED}' and ({IMPLAUSIBLE}) order by all",
    )
    assert ("AX-01", "BTC/KZT", True, True, False) in found
    assert ("AX-02", "ETH/USDT", True, False, True) in found
    assert {row[0] for row in found if not row[2]} == {"AX-99"}
    assert [row for row in found if row[0] not in ("AX-01", "AX-02", "AX-99")] == []
    assert len([row for row in found if row[2]]) == 2


def test_the_build_says_so_and_holds_nothing_back(outcome):
    (check,) = [node for node in outcome.nodes if node.name == CHECK]
    assert check.status == "warn"
    assert f"on {INFLATED}" in check.message
    assert "reports" in check.message


def test_an_honest_day_warns_of_nothing_and_one_without_candles_says_what_could_not_be_compared(unquoted):
    assert unquoted["quoted"] == ()
    (warning,) = unquoted["unquoted"]
    assert (warning.name, warning.kind) == (COULD_COMPARE, "test")
    assert "AX-01 reports BTC/KZT on 2026-11-04 of which no public market is known" in warning.message
    assert "USDT/KZT" not in warning.message


def test_a_build_says_how_many_more_reports_are_implausible(outcome):
    (check,) = [node for node in outcome.warnings if node.name == CHECK]
    assert "; and " in check.message


def test_a_release_over_an_implausible_report_passed_with_warnings_and_the_build_prints_it(tmp_path):
    world = World(City(residents=1_500), INFLATED)
    facts = world.facts(INFLATED)
    dear = [inflated(volume) if volume.venue_id == "AX-02" else volume for volume in facts.volumes]
    world.days[INFLATED] = replace(facts, volumes=dear, trades=[as_dear(trade) for trade in facts.trades])
    lake = lake_in(tmp_path)
    generate_day(world, INFLATED, lake, pseudonyms=PSEUDONYMS)
    built = typed("build", home=tmp_path)
    told = f"warned: {CHECK}: AX-02 reports ETH/USDT on {INFLATED} at "
    assert [line.startswith(told) for line in built.lines if line.startswith("warned: ")] == [True]
    assert built.lines[-1].endswith("models and tests held, 1 warned")
    audits = [quality.audit_raw(lake, tmp_path), quality.audit_marts(tmp_path)]
    assert [tally(record.result.findings)["warned"] for record in audits] == [0, 1]
    assert publish(tmp_path).verdict == "passed_with_warnings"
