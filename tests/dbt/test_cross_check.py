"""Reports that no market could have seen: an inflated volume, a made-up price and trade without a licence are named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import duckdb
import pytest

from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.world import World
from cryptocity.warehouse import build, candidate_path
from loopback import PSEUDONYMS

HONEST, INFLATED = date(2026, 11, 2), date(2026, 11, 3)
CHECK = "exchange_volumes_are_plausible"
IMPLAUSIBLE = "not is_licensed or not is_price_plausible or not is_volume_plausible"


def inflated(volume):
    """Return a volume as a venue that lies reports it."""
    if (volume.venue_id, volume.base_asset, volume.quote_currency) == ("AX-01", "BTC", "KZT"):
        return replace(volume, base_amount=volume.base_amount * 10**8, quote_amount=volume.quote_amount * 10**8)
    if (volume.venue_id, volume.base_asset, volume.quote_currency) == ("AX-02", "ETH", "USDT"):
        return replace(volume, quote_amount=volume.quote_amount * Decimal("1.5"))
    return replace(volume, venue_id="AX-99") if volume.venue_id == "AX-04" else volume


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
