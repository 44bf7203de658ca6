"""Extracting Bitcoin blocks from nodes: recorded blocks, the sandbox chain, nodes that lie or fail."""

import asyncio
import base64
import copy
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from bitcoin_lies import LIES, shown_blocks, worked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response

from bitcoin_node import WARMING_UP, BitcoinNode, answering, recorded_chain, recorded_large
from cryptocity.access import Access
from cryptocity.errors import CryptocityError, SourceContradiction, SourceRefused, SourceUnavailable
from cryptocity.extraction import extract_archived
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.sources.bitcoin.client import RawBlock
from cryptocity.sources.bitcoin.datasets import BLOCKS, DATASETS, INPUTS, OUTPUTS
from cryptocity.sources.bitcoin.extract import extract_day, extract_heights, land_answers
from cryptocity.sources.bitcoin.networks import NETWORKS
from cryptocity.sources.bitcoin.pieces import packed
from cryptocity.transport import Endpoint, Patience
from cryptocity.whole_day import is_mark
from cryptocity.window import Window
from loopback import access_to, serving
from recorded import needs_recorded

JANUARY_9, JANUARY_12 = date(2009, 1, 9), date(2009, 1, 12)
MAIN = 0xD9B4BEF9
DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def access(url, *, timeout_seconds=10.0, attempts=2):
    return Access({"bitcoin": Endpoint(url)}, Pseudonyms(b"key"), Patience(timeout_seconds, attempts))


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def landed(dataset, lake):
    return pl.concat([lake.rows(dataset, day) for day in lake.days(dataset)]).sort(dataset.key)


@pytest.fixture(scope="module")
def chain():
    return recorded_chain()


@pytest.fixture(scope="module")
def world():
    world = World(City(residents=500), DAY)
    world.facts(NEXT)
    return world


@pytest.fixture(scope="module")
def city(world):
    with serving(SandboxCity(world, lambda: NEXT).application()) as url:
        yield url


def sandbox_node(world, **how):
    """Return a node that shows the sandbox's blocks and may lie about them."""
    return BitcoinNode(shown_blocks(world), "regtest", **how)


@contextmanager
def refusing(node, error, *, words):
    """Serve a node and expect a refusal. Yields the URL and the refusal."""
    with answering(node) as url, pytest.raises(error, match=words) as caught:
        yield url, caught


@needs_recorded
def test_recorded_blocks_land_verified_each_on_the_city_day_of_its_timestamp(lake, chain):
    with answering(BitcoinNode(chain)) as url:
        manifests = extract_heights(0, 438, lake, access=access(url))
    blocks, inputs, outputs = (landed(dataset, lake) for dataset in DATASETS)
    transactions = [each for block in chain for each in block["tx"]]
    assert (blocks.height, blocks["transaction_count"].sum()) == (439, len(transactions))
    assert outputs.height == sum(len(each["vout"]) for each in transactions)
    assert inputs.height == sum("coinbase" not in spent for each in transactions for spent in each["vin"]) > 0
    assert blocks["block_height"].to_list() == list(range(439))
    assert blocks["verification"].unique().to_list() == ["verified"]
    assert blocks["coinbase_payout_satoshi"].sum() == 439 * 50 * 10**8
    assert all(m.rows_received == m.rows_landed for m in manifests)
    for day in lake.days(BLOCKS):
        assert all(Window.of_day(day).holds(instant) for instant in lake.rows(BLOCKS, day)["mined_at"])


@needs_recorded
def test_the_first_payment_that_was_ever_made_lands(lake, chain):
    with answering(BitcoinNode(chain)) as url:
        extract_heights(170, 170, lake, access=access(url))
    outputs = landed(OUTPUTS, lake).filter(~pl.col("is_coinbase"))
    assert outputs["value_satoshi"].to_list() == [10 * 10**8, 40 * 10**8]
    spent = landed(INPUTS, lake).select("spent_transaction_id", "spent_output_index", "value_satoshi", "value_source")
    assert spent.rows() == [("0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9", 0, None, None)]
    assert landed(BLOCKS, lake)["coinbase_text"].to_list() == [None]


@needs_recorded
def test_the_coinbase_of_the_genesis_block_says_what_the_times_wrote(lake, chain):
    with answering(BitcoinNode(chain)) as url:
        extract_heights(0, 0, lake, access=access(url))
    block = landed(BLOCKS, lake).to_dicts()[0]
    assert "The Times 03/Jan/2009 Chancellor on brink of second bailout for banks" in block["coinbase_text"]
    assert (block["difficulty"], block["mined_by"], block["finality"]) == (1, "unknown", "final")


@needs_recorded
def test_a_city_day_of_recorded_blocks_lands_whole(lake, chain):
    window = Window.of_day(JANUARY_12)
    with answering(BitcoinNode(chain)) as url:
        extract_day(JANUARY_12, lake, access(url))
    expected = [b["height"] for b in chain if window.holds(datetime.fromtimestamp(b["time"], UTC))]
    assert lake.rows(BLOCKS, JANUARY_12)["block_height"].to_list() == expected
    assert len(expected) > 50


@needs_recorded
@pytest.mark.parametrize("number", range(8))
def test_a_large_block_lands_with_all_that_it_holds(lake, number):
    block = recorded_large()[number]
    height = block["height"]
    with answering(BitcoinNode([block])) as url:
        extract_heights(height, height, lake, access=access(url))
    row = landed(BLOCKS, lake).to_dicts()[0]
    assert (row["block_hash"], row["transaction_count"]) == (block["hash"], block["nTx"])
    assert landed(OUTPUTS, lake)["value_satoshi"].sum() == row["output_value_satoshi"]
    assert landed(OUTPUTS, lake).height == sum(len(each["vout"]) for each in block["tx"])
    assert landed(INPUTS, lake).height == sum(len(each["vin"]) for each in block["tx"]) - 1
    assert row["finality"] == "provisional"


@needs_recorded
def test_any_split_and_order_of_a_range_lands_the_same_bytes(tmp_path, chain):
    whole, pieces = (Lake(tmp_path / name, Seal(b"key")) for name in ("whole", "pieces"))
    with answering(BitcoinNode(chain)) as url:
        extract_heights(100, 180, whole, access=access(url))
        for first, last in ((150, 180), (100, 110), (105, 160)):
            extract_heights(first, last, pieces, access=access(url))
    assert bytes_below(pieces.home / "lake") == bytes_below(whole.home / "lake")


@needs_recorded
def test_a_gap_in_the_heights_shows_in_the_coverage(lake, chain):
    with answering(BitcoinNode(chain)) as url:
        extract_heights(20, 21, lake, access=access(url))
        extract_heights(25, 26, lake, access=access(url))
    (day,) = lake.days(BLOCKS)
    assert lake.manifest(OUTPUTS, day).coverage == ((MAIN, 20, 21), (MAIN, 25, 26))


def test_a_city_day_lands_the_blocks_whose_timestamps_it_holds_though_they_run_backwards(lake, world, city):
    extract_day(DAY, lake, access_to(city))
    window, chain = Window.of_day(DAY), world.bitcoin.blocks
    expected = [b["height"] for b in chain if window.holds(datetime.fromtimestamp(b["time"], UTC))]
    heights = lake.rows(BLOCKS, DAY)["block_height"].to_list()
    assert heights == expected
    assert heights != list(range(heights[0], heights[-1] + 1))
    assert lake.rows(BLOCKS, DAY)["finality"].unique().to_list() == ["final"]


def test_days_join_without_gap_or_overlap(lake, world, city):
    for day in (NEXT, DAY):
        extract_day(day, lake, access_to(city))
    window = Window(Window.of_day(DAY).start, Window.of_day(NEXT).end)
    mined = [b["height"] for b in world.bitcoin.blocks if window.holds(datetime.fromtimestamp(b["time"], UTC))]
    assert landed(BLOCKS, lake)["block_height"].to_list() == mined


def test_landing_a_day_again_changes_no_byte(lake, city):
    extract_day(DAY, lake, access_to(city))
    before = bytes_below(lake.home)
    extract_day(DAY, lake, access_to(city))
    assert bytes_below(lake.home) == before
    assert len(before) > len(DATASETS)


def test_archived_answers_land_the_same_bytes_whatever_landed_beside_them(lake, city):
    extract_heights(50, 135, lake, access=access_to(city))
    before = bytes_below(lake.home)
    for day in lake.days(BLOCKS):
        extract_archived("bitcoin", day, lake, access=Access({}, Pseudonyms(b"key")))
    assert bytes_below(lake.home) == before


def test_progress_is_told_block_by_block(lake, city):
    seen = []
    extract_heights(0, 9, lake, access=access_to(city, progress=lambda *told: seen.append(told)))
    assert seen == [("blocks verified", number, 10) for number in range(1, 11)]


def test_a_day_that_is_not_over_on_chain_is_not_landed_in_part(lake, city):
    with pytest.raises(SourceUnavailable, match="the day is not over on chain"):
        extract_day(date(2026, 11, 3), lake, access_to(city))
    assert not (lake.home / "lake").exists()


def test_a_day_before_the_chain_began_has_no_blocks(lake, city):
    with pytest.raises(SourceUnavailable, match="has no block of that day"):
        extract_day(date(2026, 10, 1), lake, access_to(city))


def test_a_block_the_node_lacks_is_unavailable(lake, city):
    with pytest.raises(SourceUnavailable, match="-8: Block height out of range"):
        extract_heights(100, 1_000, lake, access=access_to(city))


def test_a_node_of_a_chain_that_nobody_knows_is_refused(lake, world):
    with (
        answering(BitcoinNode(shown_blocks(world), "doge")) as url,
        pytest.raises(SourceContradiction, match="is on 'doge', not on one of main"),
    ):
        extract_heights(0, 1, lake, access=access(url))


def test_blocks_of_the_test_chain_are_too_easy_for_the_main_one(lake, world):
    with (
        answering(BitcoinNode(shown_blocks(world), "main")) as url,
        pytest.raises(SourceContradiction, match="bits 207fffff are too easy for main"),
    ):
        extract_heights(0, 1, lake, access=access(url))


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_node_lands_nothing_is_kept_as_evidence_and_the_day_lands_once_the_lie_ends(lake, world, city, lie):
    change, words = LIES[lie]

    def lying(block):
        return change(block) if block["height"] == 115 else block

    node = sandbox_node(world, lie=lying)
    with answering(node) as url:
        with pytest.raises(SourceContradiction, match=words) as caught:
            extract_heights(112, 118, lake, access=access(url))
        assert "\n" not in str(caught.value)
        assert not (lake.home / "lake").exists()
        evidence = [path.name for path in (lake.home / "quarantine").rglob("*") if path.is_file()]
        assert evidence == ["contradiction-regtest-115-block.json"]
        node.lie = None
        extract_heights(112, 118, lake, access=access(url))
    assert landed(BLOCKS, lake)["block_height"].to_list() == list(range(112, 119))


def test_an_answer_that_is_no_block_is_refused(lake, world):
    with refusing(
        sandbox_node(world, lie=lambda _: {"hash": 7}), SourceContradiction, words="block 3: no answer to getblock"
    ) as (url, _):
        extract_heights(3, 3, lake, access=access(url))
    assert not (lake.home / "lake").exists()


def test_another_block_than_was_asked_for_is_refused(lake, world):
    other = worked({**shown_blocks(world)[5], "nonce": 1_000})
    with refusing(sandbox_node(world, lie=lambda _: other), SourceContradiction, words="was asked for") as (url, _):
        extract_heights(5, 5, lake, access=access(url))


def test_a_block_that_does_not_follow_the_one_before_lands_nothing(lake, world):
    blocks = shown_blocks(world)
    blocks[115] = worked({**blocks[115], "previousblockhash": "ab" * 32})
    with answering(BitcoinNode(blocks, "regtest")) as url:
        with pytest.raises(SourceContradiction, match=r"block 115 names abab.* as its parent, but block 114 is"):
            extract_heights(112, 118, lake, access=access(url))
        with pytest.raises(SourceContradiction, match=r"block 115 names abab"):
            extract_day(DAY, lake, access(url))
    assert not (lake.home / "lake").exists()


def test_a_block_that_left_the_best_chain_is_asked_for_again_later(lake, world):
    with refusing(
        sandbox_node(world, lie=lambda block: {**block, "confirmations": -1}),
        SourceUnavailable,
        words="has just left the best chain: a reorganisation; ask again",
    ) as (url, _):
        extract_heights(5, 5, lake, access=access(url))


def test_a_few_confirmations_make_a_block_provisional_and_six_final(lake, world):
    blocks = shown_blocks(world)
    with answering(BitcoinNode(blocks[:121], "regtest")) as url:
        extract_heights(112, 120, lake, access=access(url))
    assert landed(BLOCKS, lake)["finality"].to_list() == ["final"] * 4 + ["provisional"] * 5
    with answering(BitcoinNode(blocks, "regtest")) as url:
        extract_heights(112, 120, lake, access=access(url))
    assert landed(BLOCKS, lake)["finality"].unique().to_list() == ["final"]


def reorganised(blocks, since):
    """Return a chain whose blocks since a height are others, worked anew on the block before."""
    blocks = copy.deepcopy(blocks)
    for height in range(since, len(blocks)):
        changed = {**blocks[height], "nonce": 10_000, "previousblockhash": blocks[height - 1]["hash"]}
        blocks[height] = worked(changed)
    return blocks


def test_a_reorganisation_is_never_linked_to_what_landed_before_and_replaces_it(lake, world):
    blocks = shown_blocks(world)
    after = reorganised(blocks, 112)
    with answering(BitcoinNode(blocks, "regtest")) as url:
        extract_heights(110, 113, lake, access=access(url))
    before = bytes_below(lake.home / "lake")
    with answering(BitcoinNode(after, "regtest")) as url:
        with pytest.raises(SourceContradiction, match="does not follow block 113 as landed: a reorganisation"):
            extract_heights(114, 115, lake, access=access(url))
        assert bytes_below(lake.home / "lake") == before
        extract_day(DAY, lake, accepting(url))
    rows = landed(BLOCKS, lake).select("block_height", "block_hash").rows()
    assert rows == [(height, after[height]["hash"]) for height, _ in rows]
    assert len(rows) == 7


def test_a_whole_day_replaces_blocks_that_a_reorganisation_took_from_it(lake, world):
    blocks = shown_blocks(world)
    with answering(BitcoinNode(blocks, "regtest")) as url:
        extract_day(DAY, lake, access(url))
    landed_before = lake.rows(BLOCKS, DAY)["block_height"].to_list()
    moved = copy.deepcopy(blocks)
    moved[landed_before[-1]]["time"] += 7_200
    after = reorganised(moved, landed_before[-1])
    with answering(BitcoinNode(after, "regtest")) as url:
        with pytest.raises(SourceContradiction, match=r"landed as final with hash .* but the node now has none there"):
            extract_day(DAY, lake, access(url))
        extract_day(DAY, lake, accepting(url))
    assert lake.rows(BLOCKS, DAY)["block_height"].to_list() == landed_before[:-1]
    (name,) = evidence(lake)
    assert name.startswith(f"displaced-{landed_before[-1]}-regtest-")


def accepting(url):
    return replace(access(url), accepts_reorganisation=True)


def evidence(lake):
    """Return what is kept in quarantine, by name."""
    return {path.name: path.read_bytes() for path in (lake.home / "quarantine").rglob("*") if path.is_file()}


def test_a_final_block_is_displaced_only_where_that_is_accepted_and_both_answers_are_kept(lake, world):
    blocks = shown_blocks(world)
    after = reorganised(blocks, 113)
    with answering(BitcoinNode(blocks, "regtest")) as url:
        extract_heights(110, 130, lake, access=access(url))
    before = bytes_below(lake.home)
    assert len(lake.days(BLOCKS)) > 1
    with answering(BitcoinNode(after, "regtest")) as url:
        said = rf"^block 113 of chain regtest landed as final with hash {blocks[113]['hash']}, .*{after[113]['hash']}.*"
        for again in (extract_heights_110_to_130, extract_day_of_the_first):
            with pytest.raises(SourceContradiction, match=f"{said}--accept-reorganisation$"):
                again(lake, access(url))
        assert before.items() <= bytes_below(lake.home).items()
        told = json.loads(evidence(lake)["displacing-113-regtest.json"])
        assert told["hash"] == after[113]["hash"]
        extract_heights_110_to_130(lake, accepting(url))
    assert landed(BLOCKS, lake)["block_hash"].to_list() == [after[height]["hash"] for height in range(110, 131)]
    stood = json.loads(evidence(lake)[f"displaced-113-regtest-{blocks[113]['hash'][-16:]}.json"])
    assert stood["hash"] == blocks[113]["hash"]
    assert sum(name.startswith("displaced-") for name in evidence(lake)) == 18


def extract_heights_110_to_130(lake, access):
    extract_heights(110, 130, lake, access=access)


def extract_day_of_the_first(lake, access):
    extract_day(DAY, lake, access)


def test_a_provisional_block_is_displaced_and_its_answer_is_kept(lake, world):
    blocks = shown_blocks(world)
    with answering(BitcoinNode(blocks[:118], "regtest")) as url:
        extract_heights(113, 114, lake, access=access(url))
    for path in (lake.home / "lake" / "payloads").rglob("regtest-block-0000000114*"):
        path.write_bytes(b"damaged")
    with answering(BitcoinNode(reorganised(blocks, 113), "regtest")) as url:
        extract_heights(113, 114, lake, access=access(url))
    kept = {name.split("-")[1]: json.loads(content) for name, content in evidence(lake).items()}
    assert kept["113"]["hash"] == blocks[113]["hash"]
    assert kept["114"]["block_hash"] == blocks[114]["hash"]  # the row, where the answer cannot be read any more
    assert len(kept) == 2


def test_a_node_that_is_behind_makes_no_final_block_provisional(lake, world):
    blocks = shown_blocks(world)
    with answering(BitcoinNode(blocks, "regtest")) as url:
        extract_heights(112, 116, lake, access=access(url))
    before = bytes_below(lake.home)
    with (
        answering(BitcoinNode(blocks[:118], "regtest")) as url,
        pytest.raises(SourceUnavailable, match=r"^block 113 of chain regtest landed as final, but .* it is behind$"),
    ):
        extract_heights(112, 116, lake, access=access(url))
    assert bytes_below(lake.home) == before


def is_marked_whole(lake, day):
    return [answer.name for answer in lake.payloads(BLOCKS, day) if is_mark(answer)] == ["regtest-whole-day.json"]


def test_a_day_is_known_to_be_whole_once_both_its_ends_are_proven_and_stays_so(lake, world, city):
    extract_heights(100, 135, lake, access=access_to(city))
    assert not is_marked_whole(lake, DAY)
    extract_archived("bitcoin", DAY, lake, access=access_to(city))
    assert not is_marked_whole(lake, DAY)
    extract_day(DAY, lake, access_to(city))
    assert is_marked_whole(lake, DAY)
    before = bytes_below(lake.home)
    extract_archived("bitcoin", DAY, lake, access=access_to(city))
    heights = lake.rows(BLOCKS, DAY)["block_height"].to_list()
    extract_heights(heights[0], heights[0], lake, access=access_to(city))
    assert {name: before[name] for name in before if str(DAY) in name}.items() <= bytes_below(lake.home).items()


def test_a_day_is_not_known_to_be_whole_any_more_once_a_piece_changes_a_block_of_it(lake, world):
    blocks = shown_blocks(world)
    with answering(BitcoinNode(blocks, "regtest")) as url:
        extract_day(DAY, lake, access(url))
    last = lake.rows(BLOCKS, DAY)["block_height"].max()
    with answering(BitcoinNode(reorganised(blocks, last), "regtest")) as url:
        extract_heights(last, last, lake, access=accepting(url))
        assert not is_marked_whole(lake, DAY)
        extract_day(DAY, lake, access(url))
    assert is_marked_whole(lake, DAY)


def test_an_older_node_that_knows_no_spent_values_is_asked_for_what_it_has(lake, world):
    node = sandbox_node(world, knows_verbosity_3=False)
    for block in node.blocks:
        for transaction in block["tx"]:
            for each in transaction["vin"]:
                each.pop("prevout", None)
    with answering(node) as url:
        extract_heights(112, 130, lake, access=access(url))
    sources = landed(INPUTS, lake)["value_source"].unique().to_list()
    assert set(sources) == {None, "same_block"}
    assert landed(BLOCKS, lake)["input_value_satoshi"].null_count() > 0


DEEP = b"[" * 100_000


async def hanging(_):
    await asyncio.sleep(1.5)
    return Response(b"[]")


FAULTS = {
    "truncated batch": (lambda replies: answer(replies[:-1]), "answered 0 of 1 calls"),
    "other ids": (lambda replies: answer([{**each, "id": 99} for each in replies]), "answered 1 of 1 calls, or others"),
    "garbage": (lambda _: Response(b"<html>busy</html>"), "did not answer in JSON-RPC"),
    "half an answer": (lambda replies: Response(json.dumps(replies)[:-7]), "did not answer in JSON-RPC"),
    "too deep": (lambda _: Response(DEEP), "did not answer in JSON-RPC"),
    "no UTF-8": (lambda _: Response(b'["\xff\xfe"]'), "did not answer in JSON-RPC"),
    "rate limit": (lambda _: Response(b"", 429, {"Retry-After": "0"}), "HTTP 429"),
    "server error": (lambda _: Response(b"Work queue depth exceeded", 503), "HTTP 503"),
    "hang": (hanging, "did not answer in time"),
    "warming up": (
        lambda replies: answer([fault(each, WARMING_UP, "Loading block index…") for each in replies]),
        "-28: Loading block index",
    ),
}


def answer(replies):
    return Response(json.dumps(replies), media_type="application/json")


def fault(reply, code, message):
    return {"id": reply["id"], "error": {"code": code, "message": message}, "result": None}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_failing_node_lands_nothing_and_the_reason_is_clear(lake, world, kind):
    failing, words = FAULTS[kind]
    with refusing(sandbox_node(world, fault=failing), SourceUnavailable, words=words) as (url, caught):
        extract_heights(0, 5, lake, access=access(url, timeout_seconds=0.5, attempts=1))
    assert "\n" not in str(caught.value)
    assert not (lake.home / "lake").exists()


@pytest.mark.parametrize("kind", FAULTS)
def test_a_node_that_fails_once_is_asked_again(lake, world, kind):
    with answering(sandbox_node(world, fault=FAULTS[kind][0], times=1)) as url:
        extract_heights(0, 5, lake, access=access(url, timeout_seconds=1.0))
    assert landed(BLOCKS, lake).height == 6


def test_answers_in_another_order_are_told_by_their_ids(lake, world):
    with answering(sandbox_node(world, fault=lambda replies: answer(replies[::-1]))) as url:
        extract_heights(100, 120, lake, access=access(url))
    assert landed(BLOCKS, lake)["block_height"].to_list() == list(range(100, 121))


def test_a_node_without_the_method_is_refused_at_once(lake, world):
    def without(replies):
        return answer([fault(each, -32601, "Method not found") for each in replies])

    with refusing(
        sandbox_node(world, fault=without), SourceContradiction, words="does not understand -32601: Method not found"
    ) as (url, _):
        extract_heights(0, 5, lake, access=access(url))


def test_answers_of_another_shape_are_refused(lake, world):
    def shapeless(replies):
        return answer([{**each, "result": []} for each in replies])

    with refusing(sandbox_node(world, fault=shapeless), SourceContradiction, words="gave nonsense") as (url, _):
        extract_heights(0, 5, lake, access=access(url))


@pytest.mark.parametrize("result", [b"[" * 900 + b"]" * 900, b'"\xff\xfe"'], ids=["deep", "no UTF-8"])
def test_a_result_that_cannot_be_read_is_refused(lake, world, result):
    def unreadable(replies):
        return Response(b'[{"id": 0, "result": ' + result + b"}]")

    with answering(sandbox_node(world, fault=unreadable)) as url, pytest.raises(CryptocityError) as caught:
        extract_heights(0, 5, lake, access=access(url, attempts=1))
    assert type(caught.value) in (SourceContradiction, SourceUnavailable)
    assert not (lake.home / "lake").exists()


@pytest.mark.parametrize("field", ["hash", "time", "nonce", "bits"])
def test_a_header_that_lies_lands_nothing_of_its_day(lake, world, field):
    node = sandbox_node(world)
    true = node._getblockheader

    def lying(hash_, verbose):
        header = true(hash_, verbose)
        wrong = {"hash": "00" * 32, "time": header["time"] - 1, "nonce": header["nonce"] + 1, "bits": "2100ffff"}
        return {**header, field: wrong[field]} if header["height"] == 114 else header

    node._getblockheader = lying
    with answering(node) as url, pytest.raises(SourceContradiction, match=r"^block 114: "):
        extract_day(DAY, lake, access(url))
    assert not (lake.home / "lake").exists()
    evidence = [path.name for path in (lake.home / "quarantine").rglob("*") if path.is_file()]
    assert evidence == ["contradiction-regtest-114-header.json"]


def test_a_node_that_hides_the_blocks_before_a_day_lands_nothing_of_it(lake, world):
    blocks = shown_blocks(world)
    hidden = [{**b, "mediantime": 0} if b["height"] < 111 else b for b in blocks]
    node = BitcoinNode(hidden, "regtest")
    with refusing(node, SourceContradiction, words="block 100 is not as early as the node first said") as (url, _):
        extract_day(DAY, lake, access(url))
    assert not (lake.home / "lake").exists()


def test_a_node_that_calls_a_day_over_before_it_is_lands_nothing_of_it(lake, world):
    blocks = shown_blocks(world)
    last = max(b["height"] for b in blocks if Window.of_day(NEXT).holds(datetime.fromtimestamp(b["time"], UTC)))
    late = [{**b, "mediantime": b["time"] + 100_000} if b["height"] > last - 3 else b for b in blocks[: last + 1]]
    with refusing(BitcoinNode(late, "regtest"), SourceContradiction, words="is not as late as the node first said") as (
        url,
        _,
    ):
        extract_day(NEXT, lake, access(url))
    assert not (lake.home / "lake").exists()


def with_password(url):
    return url.replace("http://", "http://alice:s3cret@")


def test_user_and_password_of_the_url_are_sent_and_never_shown(lake, world):
    node = sandbox_node(world)
    with answering(node) as url:
        extract_heights(0, 5, lake, access=access(with_password(url)))
        with pytest.raises(SourceUnavailable, match="out of range") as caught:
            extract_heights(0, 1_000, lake, access=access(with_password(url)))
    assert base64.b64decode(node.headers[0]["authorization"].split()[1]) == b"alice:s3cret"
    assert "s3cret" not in str(caught.value)
    assert not any(b"s3cret" in content for content in bytes_below(lake.home).values())


def test_a_wrong_password_is_refused_without_showing_it(lake, world):
    with refusing(
        sandbox_node(world, fault=lambda _: Response(b"", 401)), SourceRefused, words="refuses our credentials"
    ) as (url, caught):
        extract_heights(0, 5, lake, access=access(with_password(url)))
    assert "s3cret" not in str(caught.value)


def test_an_unreachable_node_is_said_without_its_password(lake):
    with pytest.raises(SourceUnavailable, match="cannot be reached") as caught:
        extract_day(DAY, lake, access("http://alice:s3cret@127.0.0.1:9", attempts=1))
    assert "s3cret" not in str(caught.value)


def spoilt(content):
    """Return what is left of an answer when part of it is cut out, doubled or replaced."""
    cut = st.tuples(st.integers(0, len(content)), st.integers(0, 40), st.binary(max_size=12))
    return cut.map(lambda each: content[: each[0]] + each[2] + content[each[0] + each[1] :])


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_whatever_bytes_a_node_sends_are_proven_or_refused_as_a_contradiction(data, lake, world):
    shown = json.dumps(shown_blocks(world)[120]).encode()
    content = data.draw(st.binary(max_size=60) | spoilt(shown))
    payload = packed(NETWORKS["regtest"], RawBlock(120, content))
    try:
        land_answers([payload], NEXT, lake, access=Access({}, Pseudonyms(b"key")))
    except SourceContradiction:
        return
    assert landed(BLOCKS, lake)["block_hash"].to_list() in ([], [json.loads(shown)["hash"]])
