"""A second node must agree on every block before it lands; what they disagree about is kept as evidence."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.sources.onchain.datasets import BLOCKS
from cryptocity.sources.onchain.extract import extract_day
from cryptocity.transport import Endpoint
from loopback import access_to, serving
from recorded import needs_recorded
from replay import replaying

DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)


@cache
def world(seed, last=NEXT):
    return World(City(residents=500, seed=seed), DAY)


def city(seed, last=NEXT):
    return serving(SandboxCity(world(seed, last), lambda: last).application())


def access(url, witness_url):
    asked = access_to(url, attempts=1)
    return replace(asked, endpoints={**asked.endpoints, "onchain_witness": Endpoint(witness_url)})


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def test_blocks_that_both_nodes_have_land(lake):
    with city(1) as url, city(1) as witness:
        extract_day(DAY, lake, access(url, f"{witness}/node"))
    assert lake.manifest(BLOCKS, DAY).rows_landed > 1_000


def test_nodes_of_two_histories_land_nothing_and_both_headers_are_kept(lake):
    refused = pytest.raises(SourceContradiction, match=r"block \d+ is 0x\w{64}, but http://\S+ has 0x\w{64}")
    with city(1) as url, city(2) as witness, refused:
        extract_day(DAY, lake, access(url, f"{witness}/node"))
    assert not (lake.home / "lake").exists()
    kept = {path.name.rpartition("-")[2]: path for path in (lake.home / "quarantine").rglob("dispute-*.json")}
    assert set(kept) == {"block.json", "witness.json"}
    ours, theirs = (json.loads(kept[name].read_bytes()) for name in ("block.json", "witness.json"))
    assert ours["number"] == theirs["number"]
    assert ours["hash"] != theirs["hash"]


def test_a_day_waits_for_a_witness_that_is_behind_and_lands_once_it_has_caught_up(lake):
    waits = pytest.raises(SourceUnavailable, match="has no block")
    with city(1) as url, city(1, last=DAY) as witness, waits:
        extract_day(NEXT, lake, access(url, f"{witness}/node"))
    assert not (lake.home / "lake").exists()
    with city(1) as url, city(1) as witness:
        extract_day(NEXT, lake, access(url, f"{witness}/node"))
    assert lake.manifest(BLOCKS, NEXT).rows_landed > 1_000


@needs_recorded
def test_a_witness_of_another_chain_is_refused(lake):
    refused = pytest.raises(SourceContradiction, match="is a node of chain 1, not of chain 19180")
    with city(1) as url, replaying() as witness, refused:
        extract_day(DAY, lake, access(url, witness))
