"""`cryptocity coverage` and `extract onchain --accept-reorganisation`, as a user types them."""

from datetime import date

import pytest

from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.sources.onchain.datasets import BLOCKS
from loopback import serving
from recorded import needs_recorded
from replay import FIRST, replaying
from terminal import typed

DAY = date(2026, 11, 1)
CHAIN = 19180


@pytest.fixture(scope="module")
def cities():
    """Two histories of one chain: nodes of two seeds."""
    worlds = [World(City(residents=500, seed=seed), DAY) for seed in (1, 2)]
    applications = [SandboxCity(world, lambda: DAY).application() for world in worlds]
    with serving(applications[0]) as first, serving(applications[1]) as second:
        yield f"{first}/node", f"{second}/node"


def extract(url, blocks, home, *options):
    return typed("extract", "onchain", "--rpc-url", url, "--blocks", blocks, *options, home=home)


def cells(ran):
    """Return the words of the table's rows."""
    return [line.replace("│", " ").split() for line in ran.lines if line.startswith("│")]


def test_an_empty_home_has_nothing_to_cover(tmp_path):
    ran = typed("coverage", home=tmp_path)
    assert (ran.code, ran.lines) == (0, ["no block has landed"])


def test_a_gap_shows_and_is_mended(cities, tmp_path):
    for blocks in ("1:20", "31:40"):
        assert extract(cities[0], blocks, tmp_path).code == 0
    shown = typed("coverage", home=tmp_path)
    assert cells(shown) == [[str(CHAIN), "1", "40", "40", "30", "0", "0", "0", "0", "10"]]
    assert shown.lines[-1] == f"missing: chain {CHAIN}, blocks 21 to 30"
    ran = typed("coverage", "--reconcile", home=tmp_path, variables={"CRYPTOCITY_ONCHAIN_URL": cities[0]})
    assert ran.lines[0] == f"extracted again: chain {CHAIN}, blocks 21 to 30"
    assert cells(ran) == [[str(CHAIN), "1", "40", "40", "40", "0", "0", "0", "0", "0"]]
    again = typed("coverage", "--reconcile", home=tmp_path, variables={"CRYPTOCITY_ONCHAIN_URL": cities[0]})
    assert again.lines[0] == "nothing to extract again"


def test_a_range_counts_what_never_landed_as_missing(cities, tmp_path):
    extract(cities[0], "5:6", tmp_path)
    ran = typed("coverage", "--chain", CHAIN, "--blocks", "1:10", home=tmp_path)
    assert cells(ran) == [[str(CHAIN), "1", "10", "10", "2", "0", "0", "0", "0", "8"]]
    assert ran.lines[-2:] == [f"missing: chain {CHAIN}, blocks 1 to 4", f"missing: chain {CHAIN}, blocks 7 to 10"]


def test_heights_of_no_chain_are_wrong_usage(tmp_path):
    ran = typed("coverage", "--blocks", "1:10", home=tmp_path)
    assert (ran.code, ran.complaint) == (2, "error: --blocks are heights of one chain: give its --chain, too")


def test_accepting_a_reorganisation_without_reconciling_is_wrong_usage(tmp_path):
    ran = typed("coverage", "--accept-reorganisation", home=tmp_path)
    assert (ran.code, ran.complaint) == (2, "error: --accept-reorganisation is for --reconcile")


@needs_recorded
def test_blocks_that_came_without_their_withdrawals_are_said_and_counted(tmp_path):
    with replaying() as url:
        ran = extract(url, f"{FIRST}:{FIRST + 1}", tmp_path)
    what = "withdrawals missing: 2 blocks of chain 1 came without the withdrawals that they name"
    assert what in " ".join(ran.errors.split())
    shown = typed("coverage", home=tmp_path)
    assert cells(shown) == [["1", str(FIRST), str(FIRST + 1), "2", "0", "2", "0", "0", "0", "0"]]
    assert shown.lines[-1] == f"withdrawals missing: chain 1, blocks {FIRST} to {FIRST + 1}"


def test_accepting_a_reorganisation_is_for_blocks(tmp_path):
    ran = typed("extract", "cbdc", "--on", DAY, "--accept-reorganisation", home=tmp_path)
    assert (ran.code, ran.complaint) == (2, "error: --accept-reorganisation is for onchain, bitcoin, tron only")


def test_a_final_block_is_displaced_only_where_that_is_accepted(cities, tmp_path):
    extract(cities[0], "700:720", tmp_path)
    refused = extract(cities[1], "700:720", tmp_path)
    assert refused.code == 1
    complaint = refused.errors.splitlines()[-1]
    assert complaint.startswith(f"error: block 700 of chain {CHAIN} landed as final with hash 0x")
    assert complaint.endswith("extract with --accept-reorganisation")
    lake = Lake(tmp_path, Seal(b"key"))
    assert lake.rows(BLOCKS, DAY)["finality"].unique().to_list() == ["final"]
    assert extract(cities[1], "700:720", tmp_path, "--accept-reorganisation").code == 0
    assert lake.rows(BLOCKS, DAY).filter(finality="orphaned").height == 21


def test_reconciling_displaces_a_final_block_only_where_that_is_accepted(cities, tmp_path):
    extract(cities[0], "1439:1439", tmp_path)
    extract(cities[1], "1440:1440", tmp_path)
    assert "broken link" in typed("coverage", home=tmp_path).errors
    asked = {"home": tmp_path, "variables": {"CRYPTOCITY_ONCHAIN_URL": cities[1]}}
    refused = typed("coverage", "--reconcile", **asked)
    assert refused.code == 1
    assert refused.errors.splitlines()[-1].endswith("extract with --accept-reorganisation")
    ran = typed("coverage", "--reconcile", "--accept-reorganisation", **asked)
    assert (ran.code, "broken link" in ran.errors) == (0, False)
    assert Lake(tmp_path, Seal(b"key")).rows(BLOCKS, DAY).filter(finality="orphaned")["block_number"].to_list() == [
        1439
    ]
