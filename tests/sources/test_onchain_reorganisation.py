"""A chain that reorganises: displaced blocks stay, marked orphaned, and the order of events is kept."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
from blocks import busiest, linked, signed_for
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nodes import MeasuredNode

from cryptocity import project
from cryptocity.access import Access
from cryptocity.errors import ContractBroken, SourceContradiction
from cryptocity.lake import Lake
from cryptocity.payloads import Payload, Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.world import World
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    NATIVE_TRANSFERS,
    REORGANISATIONS,
    TOKEN_TRANSFERS,
    TRANSACTIONS,
    WITHDRAWALS,
)
from cryptocity.sources.onchain.extract import extract_day, extract_heights, land_answers
from cryptocity.transport import Endpoint, Patience
from cryptocity.window import Window
from loopback import PSEUDONYMS, serving

DAY = date(2026, 11, 1)
NEXT = DAY + timedelta(days=1)
START, END = (int(instant.timestamp()) for instant in (Window.of_day(DAY).start, Window.of_day(DAY).end))
CHAIN = 424242
TABLES = (BLOCKS, TRANSACTIONS, TOKEN_TRANSFERS, NATIVE_TRANSFERS, WITHDRAWALS)
# The genesis, five blocks of the day, then two of the next.
TIMES = (START - 60, START, START + 60, START + 120, START + 180, END - 60, END, END + 60)
LAST_OF_DAY, HEAD = 5, 7


@cache
def busy():
    world = World(City(residents=1_500), DAY)
    world.facts(DAY)
    return signed_for(CHAIN, busiest(world))


@pytest.fixture
def node():
    return MeasuredNode(CHAIN, linked(busy(), 0, TIMES), finalized=2)


@pytest.fixture
def url(node):
    with serving(node.application()) as served:
        yield served


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


@pytest.fixture
def access(url):
    return Access({"onchain": Endpoint(url)}, PSEUDONYMS, Patience(timeout_seconds=10, attempts=1))


def reorganise(node, first, *, times=TIMES, salt="b"):
    """Give the node other blocks from a height on. Returns those that no longer stand."""
    old = {number: block for number, block in node.blocks.items() if number >= first}
    kept = {number: block for number, block in node.blocks.items() if number < first}
    parent = kept[first - 1][0]["hash"]
    node.blocks = kept | linked(busy(), first, times[first:], parent=parent, salt=salt)
    return {number: block[0]["hash"] for number, block in old.items()}


def hashes(node, *numbers):
    return {number: node.blocks[number][0]["hash"] for number in numbers}


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def blocks_of(lake, day, finality):
    rows = lake.rows(BLOCKS, day).filter(finality=finality)
    return dict(rows.select("block_number", "block_hash").rows())


def events_of(lake, day):
    columns = ("sequence", "event", "block_number", "block_hash", "other_hash", "finality")
    return lake.rows(REORGANISATIONS, day).select(columns).rows()


def test_a_displaced_block_stays_orphaned_in_every_table_and_the_log_says_what_happened(node, lake, access):
    extract_heights(1, HEAD, lake, access=access)
    counts = {dataset: lake.rows(dataset, DAY).height for dataset in TABLES}
    old = reorganise(node, 4)
    extract_heights(1, HEAD, lake, access=access)
    new = hashes(node, 4, 5)
    assert blocks_of(lake, DAY, "orphaned") == {4: old[4], 5: old[5]}
    assert blocks_of(lake, DAY, "provisional") == {**hashes(node, 3), **new}
    assert blocks_of(lake, DAY, "final") == hashes(node, 1, 2)
    assert events_of(lake, DAY) == [
        (1, "-", 5, old[5], new[5], "provisional"),
        (2, "-", 4, old[4], new[4], "provisional"),
        (3, "+", 4, new[4], old[4], "provisional"),
        (4, "+", 5, new[5], old[5], "provisional"),
    ]
    for dataset in TABLES:
        rows = lake.rows(dataset, DAY)
        orphaned = rows.filter(finality="orphaned")
        assert set(orphaned["block_hash"]) == ({old[4], old[5]} if counts[dataset] else set())
        assert orphaned.height * 5 == counts[dataset] * 2
        assert rows.height == counts[dataset] * 7 // 5


def test_the_whole_day_finds_the_same_reorganisation(node, lake, tmp_path, access):
    by_heights = Lake(tmp_path / "heights", Seal(b"key"))
    extract_day(DAY, lake, access)
    extract_heights(1, LAST_OF_DAY, by_heights, access=access)
    reorganise(node, 4)
    extract_day(DAY, lake, access)
    extract_heights(1, LAST_OF_DAY, by_heights, access=access)
    assert bytes_below(lake.home / "lake") == bytes_below(by_heights.home / "lake")
    assert len(events_of(lake, DAY)) == 4


@pytest.mark.parametrize("dataset", TABLES, ids=lambda dataset: dataset.name)
def test_the_marts_see_no_displaced_block(dataset):
    staged = project.folder("dbt_project") / "models" / "staging" / "onchain" / f"stg_onchain__{dataset.name}.sql"
    assert "where finality <> 'orphaned'" in staged.read_text()


def test_only_the_day_that_is_touched_lands_again(node, lake, access):
    extract_heights(0, HEAD, lake, access=access)
    eve = DAY - timedelta(days=1)
    before = {day: bytes_below(lake.partition(BLOCKS, day)) for day in (eve, DAY, NEXT)}
    reorganise(node, 6)
    extract_heights(4, HEAD, lake, access=access)
    after = {day: bytes_below(lake.partition(BLOCKS, day)) for day in (eve, DAY, NEXT)}
    assert [day for day in after if after[day] != before[day]] == [NEXT]
    assert len(events_of(lake, NEXT)) == 4


def test_the_archive_alone_gives_the_same_bytes_after_a_reorganisation(node, lake, access):
    extract_heights(1, HEAD, lake, access=access)
    reorganise(node, 4)
    extract_heights(1, HEAD, lake, access=access)
    before = bytes_below(lake.home / "lake")
    for day in (DAY, NEXT):
        land_answers(lake.payloads(BLOCKS, day), day, lake, access=access)
    assert bytes_below(lake.home / "lake") == before


def test_landing_again_after_a_reorganisation_changes_no_byte(node, lake, access):
    extract_day(DAY, lake, access)
    reorganise(node, 4)
    extract_day(DAY, lake, access)
    before = bytes_below(lake.home / "lake")
    extract_day(DAY, lake, access)
    extract_heights(3, 5, lake, access=access)
    assert bytes_below(lake.home / "lake") == before


def test_a_block_that_comes_back_stands_again(node, lake, access):
    first = dict(node.blocks)
    extract_day(DAY, lake, access)
    reorganise(node, 5)
    extract_day(DAY, lake, access)
    displaced, node.blocks = hashes(node, 5), first
    extract_day(DAY, lake, access)
    assert blocks_of(lake, DAY, "orphaned") == displaced
    assert blocks_of(lake, DAY, "provisional") == hashes(node, 3, 4, 5)
    assert [(event, number) for _, event, number, *_ in events_of(lake, DAY)] == [("-", 5), ("+", 5)] * 2


def test_a_block_that_moves_to_the_next_day_is_orphaned_in_its_old_day(node, lake, access):
    extract_heights(1, HEAD, lake, access=access)
    old = reorganise(node, 5, times=(*TIMES[:5], END + 5, END + 10, END + 60))
    extract_heights(4, HEAD, lake, access=access)
    assert blocks_of(lake, DAY, "orphaned") == {5: old[5]}
    assert lake.manifest(BLOCKS, DAY).coverage == ((CHAIN, 1, 4),)
    assert lake.manifest(BLOCKS, NEXT).coverage == ((CHAIN, 5, 7),)
    assert blocks_of(lake, NEXT, "orphaned") == {6: old[6], 7: old[7]}


def test_a_day_that_has_become_shorter_orphans_what_it_no_longer_holds(node, lake, access):
    extract_day(DAY, lake, access)
    old = reorganise(node, 3, times=(*TIMES[:3], END + 1, END + 2, END + 3, END + 4, END + 5))
    extract_day(DAY, lake, access)
    assert blocks_of(lake, DAY, "orphaned") == {number: old[number] for number in (3, 4, 5)}
    assert lake.manifest(BLOCKS, DAY).coverage == ((CHAIN, 1, 2),)
    assert [(event, number) for _, event, number, *_ in events_of(lake, DAY)][:3] == [("-", 5), ("-", 4), ("-", 3)]


def test_a_final_block_that_is_contradicted_stops_until_it_is_accepted(node, lake, access):
    extract_heights(1, HEAD, lake, access=access)
    before = bytes_below(lake.home / "lake")
    old = reorganise(node, 2)
    refused = pytest.raises(
        SourceContradiction, match=rf"block 2 .* final with hash {old[2]}.* --accept-reorganisation"
    )
    with refused as caught:
        extract_day(DAY, lake, access)
    assert "\n" not in str(caught.value)
    with refused:
        extract_heights(1, HEAD, lake, access=access)
    assert bytes_below(lake.home / "lake") == before
    assert [path.name for path in lake.quarantine(BLOCKS, DAY).iterdir()] == [f"displacing-{CHAIN}-2-block.json"]
    extract_day(DAY, lake, replace(access, accepts_reorganisation=True))
    assert blocks_of(lake, DAY, "orphaned") == {number: old[number] for number in (2, 3, 4, 5)}
    assert [finality for *_, finality in events_of(lake, DAY)].count("final") == 2


def test_a_piece_that_leaves_others_without_their_parents_lands_nothing(node, lake, access):
    extract_heights(1, LAST_OF_DAY, lake, access=access)
    reorganise(node, 3)
    for first, last in ((3, 4), (4, 5)):
        with pytest.raises(SourceContradiction, match="a reorganisation; extract both again"):
            extract_heights(first, last, lake, access=access)
    assert lake.rows(REORGANISATIONS, DAY).height == 0


def test_a_block_becomes_final_and_stays_so(node, lake, access):
    extract_day(DAY, lake, access)
    node.finalized = 4
    extract_day(DAY, lake, access)
    assert blocks_of(lake, DAY, "final") == hashes(node, 1, 2, 3, 4)
    before = bytes_below(lake.home / "lake")
    node.finalized = 1
    extract_day(DAY, lake, access)
    extract_heights(1, 3, lake, access=access)
    assert bytes_below(lake.home / "lake") == before


def test_a_height_that_has_landed_is_never_lost(node, lake, access):
    extract_day(DAY, lake, access)
    payloads = lake.payloads(BLOCKS, DAY)
    cut = [Payload(each.name, b"\n".join(each.content.splitlines()[:-1]) + b"\n") for each in payloads]
    with pytest.raises(ContractBroken, match=f"block 5 of chain {CHAIN} has landed and would be lost"):
        land_answers(cut, DAY, lake, access=access)


def test_an_archive_of_before_finality_was_known_lands_provisional_blocks(node, lake, access):
    lines = [json.dumps([number, *node.blocks[number]]).encode() for number in (1, 2)]
    archived = [Payload(f"chain-{CHAIN}-blocks-0000000000.jsonl", b"\n".join(lines) + b"\n")]
    land_answers(archived, DAY, lake, access=access)
    assert blocks_of(lake, DAY, "provisional") == hashes(node, 1, 2)


def test_a_day_of_another_contract_is_replaced_whole_and_never_in_part(node, lake, access):
    extract_day(DAY, lake, access)
    before = bytes_below(lake.home / "lake")
    for dataset in TABLES:
        path = lake.partition(dataset, DAY) / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "contract": "0" * 16}))
    with pytest.raises(ContractBroken, match="landed under another contract: extract the whole day again"):
        extract_heights(2, 3, lake, access=access)
    extract_day(DAY, lake, access)
    assert bytes_below(lake.home / "lake") == before


def test_quarantined_rows_of_a_displaced_block_stay_with_it(node, lake, access):
    for block in node.blocks.values():
        block[0].pop("withdrawals")
    extract_day(DAY, lake, access)
    reorganise(node, 5)
    node.blocks[5][0].pop("withdrawals")
    extract_day(DAY, lake, access)
    manifest = lake.manifest(WITHDRAWALS, DAY)
    assert (manifest.rows_received, manifest.rows_landed, manifest.rows_quarantined) == (6, 0, 6)
    assert len({row.row["block_hash"] for row in lake.rejected(WITHDRAWALS, DAY)}) == 6


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=st.sets(st.integers(1, HEAD), max_size=4), order=st.randoms(), finalized=st.integers(0, HEAD))
def test_any_split_in_any_order_lands_the_same_bytes_of_a_quiet_chain(
    cuts, order, finalized, node, access, tmp_path_factory
):
    node.finalized = finalized
    whole, split = (Lake(tmp_path_factory.mktemp(name), Seal(b"key")) for name in ("whole", "split"))
    extract_heights(0, HEAD, whole, access=access)
    windows = [(low, high - 1) for low, high in pairwise([0, *sorted(cuts), HEAD + 1])]
    order.shuffle(windows)
    for first, last in windows:
        extract_heights(first, last, split, access=access)
    assert bytes_below(split.home / "lake") == bytes_below(whole.home / "lake")
