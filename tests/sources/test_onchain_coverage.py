"""The ledger of heights: each in exactly one state, holes and broken links listed, what is mended by asking anew."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from blocks import WITHDRAWALS, busiest, linked, paying, with_deposit, without_transactions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nodes import MeasuredNode

from cryptocity.access import Access
from cryptocity.errors import ContractBroken, SourceContradiction
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.world import World
from cryptocity.sources.onchain.coverage import MISSING, STATES, Run, read_ledgers, runs_of
from cryptocity.sources.onchain.datasets import BLOCKS
from cryptocity.sources.onchain.extract import extract_day, extract_heights
from cryptocity.sources.onchain.reconcile import reconcile
from cryptocity.transport import Endpoint, Patience
from cryptocity.window import Window
from loopback import PSEUDONYMS, serving
from recorded import needs_recorded
from replay import FIRST, LAST, replaying

DAY = date(2026, 11, 1)
NEXT = DAY + timedelta(days=1)
START, END = (int(instant.timestamp()) for instant in (Window.of_day(DAY).start, Window.of_day(DAY).end))
CHAIN = 424242
TIMES = (START - 60, START, START + 60, START + 120, START + 180, END - 60, END, END + 60)
HEAD = 7
NONE = dict.fromkeys(STATES, 0)


@cache
def empty():
    world = World(City(residents=500), DAY)
    world.facts(DAY)
    return without_transactions(busiest(world)[0])


@pytest.fixture
def node():
    return MeasuredNode(CHAIN, linked(empty(), 0, TIMES), finalized=HEAD)


@pytest.fixture
def access(node):
    with serving(node.application()) as url:
        yield Access({"onchain": Endpoint(url)}, PSEUDONYMS, Patience(timeout_seconds=10, attempts=1))


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def only(lake, **asked):
    (ledger,) = read_ledgers(lake, **asked)
    return ledger


def spans(ledger, state):
    return [(run.first, run.last) for run in ledger.runs[state]]


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def other_blocks(node, first, salt="b"):
    kept = {number: block for number, block in node.blocks.items() if number < first}
    parent = kept[first - 1][0]["hash"]
    return kept | linked(empty(), first, TIMES[first:], parent=parent, salt=salt)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_height_is_in_one_state_and_the_counts_are_the_range(data, node, access, tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("lake"), Seal(b"key"))
    landed = data.draw(st.sets(st.integers(0, HEAD), min_size=1))
    for run in runs_of(sorted(landed)):
        extract_heights(run.first, run.last, lake, access=access)
    first = data.draw(st.integers(0, HEAD + 3))
    heights = Run(first, data.draw(st.integers(first, HEAD + 5)))
    ledger = only(lake, chain_id=CHAIN, heights=heights)
    assert sum(ledger.counts.values()) == len(heights)
    numbers = [number for state in STATES for run in ledger.runs[state] for number in range(run.first, run.last + 1)]
    assert sorted(numbers) == list(range(heights.first, heights.last + 1))
    assert {number for low, high in spans(ledger, "verified") for number in range(low, high + 1)} == {
        number for number in landed if heights.first <= number <= heights.last
    }


def test_nothing_is_known_of_an_empty_lake_and_a_range_of_it_is_missing(lake):
    assert read_ledgers(lake) == ()
    assert spans(only(lake, chain_id=CHAIN, heights=Run(3, 9)), MISSING) == [(3, 9)]


def test_each_state_is_told_apart(node, lake, access):
    node.finalized, node.chain_id = 0, 8453
    chain_lenient = replace(access, unverified_chains=frozenset({8453}))
    node.blocks = linked(with_deposit(*empty()), 0, TIMES[:1])
    node.blocks |= linked(empty(), 1, TIMES[1:], parent=node.blocks[0][0]["hash"])
    extract_heights(0, 2, lake, access=chain_lenient)
    node.blocks[4][0]["stateRoot"] = "0x" + "77" * 32
    with pytest.raises(SourceContradiction):
        extract_heights(4, 4, lake, access=chain_lenient)
    node.blocks[6] = linked(with_deposit(*empty()), 6, TIMES[6:7])[6]
    extract_heights(6, 6, lake, access=access)
    ledger = only(lake, chain_id=8453)
    assert ledger.counts == NONE | {"verified": 2, "unverified": 1, "disputed": 2, "missing": 2}
    assert spans(ledger, "disputed") == [(4, 4), (6, 6)]
    assert spans(ledger, MISSING) == [(3, 3), (5, 5)]


def test_a_height_whose_block_was_displaced_and_not_replaced_is_orphaned_only(node, lake, access):
    node.finalized = 2
    extract_day(DAY, lake, access)
    kept = {number: block for number, block in node.blocks.items() if number < 5}
    node.blocks = kept | linked(empty(), 5, (END, END + 1, END + 2), parent=kept[4][0]["hash"], salt="b")
    extract_day(DAY, lake, access)
    assert spans(only(lake), "orphaned only") == [(5, 5)]
    node.finalized = HEAD
    (mended,) = reconcile(lake, access)
    assert (mended.heights.first, mended.heights.last) == (3, 5)
    assert only(lake).counts["verified"] == len(only(lake).heights) == 5
    assert only(lake).breaks == ()


def test_a_gap_is_listed_and_filled(node, lake, access):
    extract_heights(0, 1, lake, access=access)
    extract_heights(4, 4, lake, access=access)
    extract_heights(7, 7, lake, access=access)
    assert spans(only(lake), MISSING) == [(2, 3), (5, 6)]
    assert [(each.heights.first, each.heights.last) for each in reconcile(lake, access)] == [(2, 3), (5, 6)]
    assert only(lake).counts == NONE | {"verified": 8}
    assert reconcile(lake, access) == ()


def test_a_reconciled_lake_has_the_bytes_of_one_that_never_had_a_gap(node, lake, access, tmp_path):
    whole = Lake(tmp_path / "whole", Seal(b"key"))
    extract_heights(0, HEAD, whole, access=access)
    for number in (0, 3, 7):
        extract_heights(number, number, lake, access=access)
    reconcile(lake, access)
    assert bytes_below(lake.home / "lake") == bytes_below(whole.home / "lake")


def test_a_dispute_is_told_and_mended_once_the_nodes_agree(node, lake, access):
    witness = MeasuredNode(CHAIN, other_blocks(node, 4), finalized=HEAD)
    extract_heights(0, 2, lake, access=access)
    extract_heights(5, 7, lake, access=access)
    with serving(witness.application()) as url:
        watched = replace(access, endpoints={**access.endpoints, "onchain_witness": Endpoint(url)})
        with pytest.raises(SourceContradiction, match="block 4 is"):
            reconcile(lake, watched)
        assert spans(only(lake), "disputed") == [(4, 4)]
        assert spans(only(lake), MISSING) == [(3, 3)]
        witness.blocks = node.blocks
        reconcile(lake, watched)
    assert only(lake).counts["verified"] == HEAD + 1


def test_what_failed_does_not_keep_the_rest_from_being_mended(node, lake, access):
    for number in (0, 3, 6):
        extract_heights(number, number, lake, access=access)
    honest = node.blocks[1]
    node.blocks[1] = ({**honest[0], "stateRoot": "0x" + "77" * 32}, honest[1])
    with pytest.raises(SourceContradiction, match="block 1"):
        reconcile(lake, access)
    assert spans(only(lake), "verified") == [(0, 0), (3, 6)]
    node.blocks[1] = honest
    reconcile(lake, access)
    assert only(lake).counts["verified"] == 7


def test_provisional_blocks_that_are_final_by_now_are_asked_for_again(node, lake, access):
    node.finalized = 2
    extract_heights(0, HEAD, lake, access=access)
    assert [(run.first, run.last) for run in only(lake).provisional] == [(3, 7)]
    assert reconcile(lake, access) == ()
    node.blocks, node.finalized = other_blocks(node, 6), 6
    (mended,) = reconcile(lake, access)
    assert (mended.heights.first, mended.heights.last) == (3, 7)
    assert [(run.first, run.last) for run in only(lake).provisional] == [(7, 7)]
    assert lake.rows(BLOCKS, NEXT).filter(finality="orphaned").height == 2
    assert only(lake).breaks == ()


def test_a_link_that_breaks_on_the_border_of_two_days_is_told_and_mended(node, lake, access):
    node.finalized = 2
    extract_heights(0, HEAD, lake, access=access)
    node.blocks = other_blocks(node, 5)
    extract_day(DAY, lake, access)
    (broken,) = only(lake).breaks
    assert (broken.number, broken.found) == (6, node.blocks[5][0]["hash"])
    reconcile(lake, access)
    assert only(lake).breaks == ()
    assert set(lake.rows(BLOCKS, NEXT).filter(finality="orphaned")["block_number"]) == {6, 7}


def test_two_blocks_that_stand_at_one_height_are_a_broken_link(node, lake, access):
    node.finalized = 2
    extract_heights(0, 5, lake, access=access)
    kept = {number: block for number, block in node.blocks.items() if number < 5}
    node.blocks = kept | linked(empty(), 5, (END, END + 1, END + 2), parent=kept[4][0]["hash"], salt="b")
    twin = Lake(lake.home.parent / "twin", Seal(b"key"))
    extract_heights(5, 7, twin, access=access)
    lake.partition(BLOCKS, NEXT).parent.joinpath(f"day={NEXT}").parent.mkdir(parents=True, exist_ok=True)
    twin.partition(BLOCKS, NEXT).rename(lake.partition(BLOCKS, NEXT))
    assert [each.number for each in only(lake).breaks] == [5]


def test_a_day_of_another_contract_is_not_counted_as_anything(node, lake, access):
    extract_heights(1, 2, lake, access=access)
    path = lake.partition(BLOCKS, DAY) / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "contract": "0" * 16}))
    with pytest.raises(ContractBroken, match="landed under another contract"):
        read_ledgers(lake)


def leaving_out_withdrawals(node, *numbers):
    """Return a node's blocks, of which some come without the withdrawals that they name."""
    blocks = linked((paying(empty()[0], WITHDRAWALS), []), 0, TIMES)
    node.blocks = blocks
    cut = {number: ({**blocks[number][0], "withdrawals": None}, []) for number in numbers}
    return blocks, blocks | cut


def test_withdrawals_that_the_node_leaves_out_are_a_state_of_their_own_until_it_tells_them(
    node, lake, access, tmp_path
):
    honest, node.blocks = leaving_out_withdrawals(node, 2, 3, 6)
    extract_heights(0, HEAD, lake, access=access)
    assert only(lake).counts == NONE | {"verified": HEAD - 2, "withdrawals_missing": 3}
    assert spans(only(lake), "withdrawals_missing") == [(2, 3), (6, 6)]
    assert [(each.heights.first, each.heights.last) for each in reconcile(lake, access)] == [(2, 3), (6, 6)]
    node.blocks = honest
    reconcile(lake, access)
    assert only(lake).counts == NONE | {"verified": HEAD + 1}
    assert reconcile(lake, access) == ()
    whole = Lake(tmp_path / "whole", Seal(b"key"))
    extract_heights(0, HEAD, whole, access=access)
    assert bytes_below(lake.home / "lake") == bytes_below(whole.home / "lake")


@pytest.mark.parametrize("last", [3, HEAD])
def test_withdrawals_that_have_landed_are_not_lost_to_a_node_that_leaves_them_out(node, lake, access, last):
    _, lacking = leaving_out_withdrawals(node, 3)
    extract_heights(0, HEAD, lake, access=access)
    before = bytes_below(lake.home / "lake")
    node.blocks = lacking
    with pytest.raises(SourceContradiction, match="block 3 has landed with its withdrawals, which the node now leaves"):
        extract_heights(0, last, lake, access=access)
    assert bytes_below(lake.home / "lake") == before


def test_an_extraction_says_how_many_blocks_came_without_their_withdrawals(node, lake, access):
    told = []
    _, node.blocks = leaving_out_withdrawals(node, 1, 2)
    extract_heights(0, 3, lake, access=replace(access, progress=lambda *step: told.append(step)))
    assert told[-1] == (f"blocks of chain {CHAIN}, 2 of them without their withdrawals", 4, 4)


def test_what_is_lacking_does_not_keep_a_hole_from_being_mended(node, lake, access):
    _, node.blocks = leaving_out_withdrawals(node, 2)
    extract_heights(0, 2, lake, access=access)
    extract_heights(5, HEAD, lake, access=access)
    assert [(each.heights.first, each.heights.last) for each in reconcile(lake, access)] == [(3, 4), (2, 2)]


@needs_recorded
def test_a_gap_and_a_dispute_on_recorded_mainnet_blocks_are_mended(lake):
    patience = Patience(timeout_seconds=30, attempts=1)
    with replaying() as url, replaying("--lie", "wrong-receipt", "--times", 1) as lying:
        honest, deceived = (Access({"onchain": Endpoint(each)}, PSEUDONYMS, patience) for each in (url, lying))
        extract_heights(FIRST, FIRST + 3, lake, access=honest)
        extract_heights(LAST - 3, LAST, lake, access=honest)
        with pytest.raises(SourceContradiction, match="receipts root"):
            reconcile(lake, deceived)
        assert spans(only(lake), "disputed") == [(FIRST + 4, FIRST + 4)]
        assert spans(only(lake), MISSING) == [(FIRST + 5, LAST - 4)]
        reconcile(lake, deceived)
    assert only(lake).counts["withdrawals_missing"] == LAST - FIRST + 1
