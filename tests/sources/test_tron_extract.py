"""Extracting Tron's blocks and transfers from nodes: the sandbox's, and ones that lie or fail."""

import json
import socket
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256

import httpx
import pytest
from coincurve import PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response
from tron_node import BLOCKS, LOGS, RESULTS, SEEN, SOLIDIFIED, LyingNode, access_to_node

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.extraction import extract_archived, extract_day, extract_heights
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.tron import TronChain
from cryptocity.sandbox.tron_node import rest, rpc
from cryptocity.sources.tron import datasets
from cryptocity.sources.tron.verify import encode_header
from cryptocity.transport import Endpoint
from cryptocity.whole_day import is_mark
from loopback import serving
from terminal import typed

FIRST_DAY, DAY, LAST_DAY = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)
FIRST, LAST = 55, 70


@pytest.fixture(scope="module")
def blocks():
    return TronChain(City(residents=600), FIRST_DAY).until(LAST_DAY)


@pytest.fixture
def node(blocks):
    lying = LyingNode(blocks)
    with serving(lying) as url:
        lying.url = url
        yield lying


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def data_below(folder):
    """Return rows and answers, without what tells a whole day from its pieces."""
    whole = ("manifest.json", "whole-day.json")
    return {name: content for name, content in bytes_below(folder).items() if not any(each in name for each in whole)}


def extract(node, lake, heights=(FIRST, LAST), **access):
    return extract_heights("tron", heights, lake, access=access_to_node(node.url, **access))


def evidence(lake):
    return sorted(path.name for path in (lake.home / "quarantine").rglob("*") if path.is_file())


def nothing_landed(lake):
    return bytes_below(lake.home / "lake") == {}


def each_block(change):
    """Change every block of an answer."""

    def changed(told):
        for block in told["block"]:
            change(block)
        return told

    return changed


def first_log(change):
    """Change the first log in REST's results, once."""

    def changed(infos):
        logged = [info for info in infos if "log" in info]
        if logged:
            change(logged[0])
        return infos

    return changed


def first_told(change):
    """Change the first log that JSON-RPC tells."""

    def changed(logs):
        change(logs)
        return logs

    return changed


def other_amount(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def signed_anew(block):
    """Make a block of other parentage true in itself: a fork, signed by somebody."""
    header = block["block_header"]["raw_data"]
    if header["number"] == FIRST + 3:
        header["parentHash"] = "00" * 32
        digest = sha256(encode_header(header)).digest()
        block["blockID"] = (header["number"].to_bytes(8) + digest[8:]).hex()
        key = PrivateKey(b"\x01" * 32)
        block["block_header"]["witness_signature"] = key.sign_recoverable(digest, hasher=None).hex()


def misnumbered(told):
    """Say of the first block that it is of another height."""
    told["block"][0]["block_header"]["raw_data"]["number"] += 1_000
    return told


WRONG_AMOUNT = first_log(lambda info: info["log"][-1].update(data=other_amount(info["log"][-1]["data"])))
WRONG_TOLD = first_told(lambda logs: logs[0].update(data=other_amount(logs[0]["data"])))
EVERY_AMOUNT = {
    RESULTS: lambda infos: [
        {**info, "log": [{**log, "data": "0" * 63 + "7"} for log in info.get("log", [])]} for info in infos
    ],
    LOGS: lambda logs: [{**log, "data": "0x" + "0" * 63 + "7"} for log in logs],
}
LIES = {
    "a wrong amount over REST": ({RESULTS: WRONG_AMOUNT}, "REST and JSON-RPC tell different transfers"),
    "a wrong amount over JSON-RPC": ({LOGS: WRONG_TOLD}, "REST and JSON-RPC tell different transfers"),
    "wrong amounts over both": (EVERY_AMOUNT, "is a proven call to move"),
    "a log dropped by REST": ({RESULTS: first_log(lambda info: info["log"].pop())}, "REST tells .* JSON-RPC"),
    "a log dropped by JSON-RPC": ({LOGS: first_told(lambda logs: logs.pop(0))}, "REST tells .* JSON-RPC"),
    "logs dropped by both": (
        {RESULTS: lambda infos: [{**info, "log": []} for info in infos], LOGS: lambda _: []},
        "its logs tell otherwise",
    ),
    "a result dropped": ({RESULTS: lambda infos: infos[1:] or infos * 2}, "and not those of its"),
    "results in another order": ({RESULTS: lambda infos: infos[::-1]}, "and not those of its"),
    "a result of another block": (
        {RESULTS: lambda infos: [{**info, "blockNumber": 7} for info in infos]},
        "a result says that it is of another block",
    ),
    "a swapped transaction": (
        {BLOCKS: each_block(lambda block: block.get("transactions", []).reverse())},
        "the transactions root is",
    ),
    "an outcome that is hidden": (
        {BLOCKS: each_block(lambda block: [deed.update(ret=[{}]) for deed in block.get("transactions", [])])},
        "the transactions root is",
    ),
    "a false transaction identifier": (
        {BLOCKS: each_block(lambda block: [deed.update(txID="ab" * 32) for deed in block.get("transactions", [])])},
        "txID is abab",
    ),
    "a wrong parent": (
        {BLOCKS: each_block(lambda block: block["block_header"]["raw_data"].update(parentHash="00" * 32))},
        "the identifier is",
    ),
    "a false block identifier": ({BLOCKS: each_block(lambda block: block.update(blockID="ab" * 32))}, "identifier is"),
    "blocks of other heights": (
        {BLOCKS: each_block(lambda block: block["block_header"]["raw_data"].update(number=7))},
        "has no block",
    ),
    "another block than was asked for": ({BLOCKS: misnumbered}, f"asked for block {FIRST}, was given"),
    "a fork in the middle": ({BLOCKS: each_block(signed_anew)}, "JSON-RPC tells a log of block"),
    "no signature": (
        {BLOCKS: each_block(lambda block: block["block_header"].update(witness_signature=""))},
        "is no signature of the header",
    ),
    "another fork over JSON-RPC": ({SEEN: lambda block: {**block, "hash": "0x" + "ab" * 32}}, "JSON-RPC has 0xabab"),
    "logs of another fork": (
        {LOGS: lambda logs: [{**log, "blockHash": "0x" + "ab" * 32} for log in logs]},
        "JSON-RPC tells a log of block 0xabab",
    ),
    "logs of another height": (
        {LOGS: lambda logs: [{**log, "blockNumber": "0x1"} for log in logs]},
        "a log of block 1 was not asked for",
    ),
    "logs that were taken back": (
        {LOGS: lambda logs: [{**log, "removed": True} for log in logs]},
        "JSON-RPC tells a log of block",
    ),
    "blocks of another shape": ({BLOCKS: lambda _: {"block": 7}}, "something else than was asked"),
    "blocks without headers": ({BLOCKS: lambda _: {"block": [{}]}}, "comes without its header"),
    "logs of another shape": ({LOGS: lambda _: "none"}, "something else than was asked"),
    "a height that is no number": ({"eth_chainId": lambda _: "many"}, "is not a number"),
    "an error that will not pass": (
        {LOGS: Response('{"id": 1, "error": {"code": -32601, "message": "the method eth_getLogs does not exist"}}')},
        "does not understand: the method eth_getLogs does not exist",
    ),
    "a result that is no UTF-8": ({RESULTS: Response(b'[{"id": "\xff\xfe"}]')}, "an answer cannot be read"),
    "a time that is on no city day": (
        {BLOCKS: each_block(lambda block: block["block_header"]["raw_data"].update(timestamp=253_402_300_000_000))},
        "the identifier is",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_node_lands_nothing_and_the_reason_is_clear(node, lake, lie):
    node.lies, reason = LIES[lie]
    with pytest.raises((SourceContradiction, SourceUnavailable), match=reason) as caught:
        extract(node, lake)
    assert "\n" not in str(caught.value)
    assert nothing_landed(lake)


FAULTS = {
    "cut short": ({BLOCKS: Response('{"block": [{"blockID": "00')}, "did not answer in JSON"),
    "a page for people": ({RESULTS: Response("<html>back at noon</html>")}, "did not answer in JSON"),
    "no UTF-8": ({BLOCKS: Response(b'{"Error": "\xff\xfe"}')}, "did not answer in JSON"),
    "blocks nested too deep": ({BLOCKS: Response(b'{"block":' + b"[" * 100_000)}, "did not answer in JSON"),
    "results nested too deep": ({RESULTS: Response(b"[" * 100_000)}, "did not answer in JSON"),
    "logs nested too deep": ({LOGS: Response(b'{"result":' + b"[" * 100_000)}, "did not answer in JSON"),
    "nothing over JSON-RPC": ({LOGS: Response(b"")}, "did not answer in JSON"),
    "too many requests": ({BLOCKS: Response(status_code=429, headers={"Retry-After": "0"})}, "HTTP 429"),
    "a broken server": ({LOGS: Response(status_code=503, headers={"Retry-After": "0"})}, "HTTP 503"),
    "silence": ({RESULTS: 3.0}, "did not answer in time"),
    "a busy node": (
        {RESULTS: Response('{"Error": "class java.lang.IllegalAccessException : lack of computing resources"}')},
        "says: class java.lang.IllegalAccessException : lack of computing resources",
    ),
    "fewer blocks than asked for": ({BLOCKS: lambda told: {"block": told["block"][:-2]}}, "has no block"),
    "no blocks": ({BLOCKS: lambda _: {}}, f"has no block {FIRST}"),
    "results that are not there yet": ({RESULTS: lambda _: []}, "has no results of block"),
    "a block that JSON-RPC lacks": ({SEEN: lambda _: None}, "has no block"),
    "no solidified block": ({SOLIDIFIED: lambda _: {}}, "has no solidified block"),
    "an error that may pass": (
        {LOGS: Response('{"id": 1, "error": {"code": -32000, "message": "try later"}}')},
        "says -32000: try later",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_node_lands_nothing_and_is_to_be_asked_again(node, lake, fault):
    node.lies, reason = FAULTS[fault]
    with pytest.raises(SourceUnavailable, match=reason) as caught:
        extract(node, lake, timeout_seconds=1.0)
    assert "\n" not in str(caught.value)
    assert nothing_landed(lake)
    assert evidence(lake) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_node_that_fails_once_is_asked_again_in_the_same_run(node, lake, fault):
    node.lies, node.times = FAULTS[fault][0], 1
    extract(node, lake, timeout_seconds=1.0, attempts=2)
    assert lake.rows(datasets.BLOCKS, DAY).height == LAST - FIRST + 1


def test_answers_that_contradict_each_other_are_both_kept_as_evidence(blocks, node, lake):
    node.lies = {LOGS: WRONG_TOLD}
    with pytest.raises(SourceContradiction, match=r"block (\d+), log") as caught:
        extract(node, lake)
    height = str(caught.value).split()[1].rstrip(",")
    chain_id = int(blocks[0].block["blockID"][-8:], 16)
    names = [f"contradiction-{chain_id}-{height}-{part}.json" for part in ("block", "jsonrpc-logs", "results")]
    assert evidence(lake) == names


def test_the_range_lands_as_if_nothing_had_happened_once_the_lie_ends(node, tmp_path):
    lied_to, honest = (Lake(tmp_path / name, Seal(b"key")) for name in ("lied to", "honest"))
    extract(node, honest)
    node.lies = EVERY_AMOUNT
    with pytest.raises(SourceContradiction):
        extract(node, lied_to)
    node.lies = {}
    extract(node, lied_to)
    assert bytes_below(lied_to.home / "lake") == bytes_below(honest.home / "lake")


def test_a_block_that_does_not_follow_the_one_before_lands_nothing(node, lake, blocks):
    fork = TronChain(City(residents=600, seed=7), FIRST_DAY).until(LAST_DAY)
    node.blocks = [*blocks[:60], *fork[60:]]
    with pytest.raises(SourceContradiction, match=r"^block 60 names .* as its parent, but block 59 is"):
        extract(node, lake)
    assert nothing_landed(lake)


def test_a_reorganisation_since_the_heights_before_landed_is_said(node, lake, blocks):
    extract(node, lake, (FIRST, 59))
    before = bytes_below(lake.home / "lake")
    node.blocks = TronChain(City(residents=600, seed=7), FIRST_DAY).until(LAST_DAY)
    with pytest.raises(SourceContradiction, match="reorganisation"):
        extract(node, lake, (60, 65))
    assert bytes_below(lake.home / "lake") == before
    node.blocks = blocks


def other_history():
    """Return the blocks of another city: another chain from the first block on."""
    return TronChain(City(residents=600, seed=7), FIRST_DAY).until(LAST_DAY)


def accepting(node):
    return replace(access_to_node(node.url), accepts_reorganisation=True)


def kept(lake):
    """Return what is kept in quarantine as evidence, by name."""
    paths = (path for path in (lake.home / "quarantine").rglob("*.json") if path.is_file())
    return {path.name: path.read_bytes() for path in paths}


def test_a_final_block_is_displaced_only_where_that_is_accepted_and_both_answers_are_kept(node, lake, blocks):
    extract(node, lake, (40, 60))
    before = bytes_below(lake.home)
    node.blocks = other_history()
    said = "^block {0} of chain .* landed as final with identifier {1}, .* {2}: .*--accept-reorganisation$"
    for again, height in ((partial(extract, node, lake, (40, 60)), 40), (partial(extract_whole, node, lake), 48)):
        ids = [history[height].block["blockID"] for history in (blocks, node.blocks)]
        with pytest.raises(SourceContradiction, match=said.format(height, *ids)):
            again()
        (told,) = (content for name, content in kept(lake).items() if name.startswith(f"displacing-{height}-"))
        assert json.loads(told)[2]["blockID"] == ids[1]
    assert before.items() <= bytes_below(lake.home).items()
    extract_heights("tron", (40, 60), lake, access=accepting(node))
    landed = [lake.rows(datasets.BLOCKS, day)["block_id"].to_list() for day in (FIRST_DAY, DAY)]
    assert [*landed[0], *landed[1]] == [block.block["blockID"] for block in node.blocks[40:61]]
    displaced = {name: json.loads(content) for name, content in kept(lake).items() if name.startswith("displaced-")}
    stood = sorted((line[0], line[2]["blockID"]) for line in displaced.values())
    assert stood == [(height, blocks[height].block["blockID"]) for height in range(40, 61)]


def extract_whole(node, lake):
    extract_day("tron", DAY, lake, access=access_to_node(node.url))


def test_provisional_blocks_are_displaced_and_their_answers_are_kept(node, lake, blocks):
    node.lies = {SOLIDIFIED: lambda _: blocks[10].block}
    extract(node, lake, (50, 52))
    for path in (lake.home / "lake" / "payloads").rglob("*.zst"):
        path.write_bytes(b"damaged")
    node.blocks = other_history()
    extract(node, lake, (50, 52))
    rows = {name.split("-")[1]: json.loads(content) for name, content in kept(lake).items()}
    assert {height: row["block_id"] for height, row in rows.items()} == {
        str(height): blocks[height].block["blockID"] for height in (50, 51, 52)
    }


def test_a_node_that_is_behind_makes_no_final_block_provisional(node, lake, blocks):
    extract(node, lake, (50, 52))
    before = bytes_below(lake.home)
    node.lies = {SOLIDIFIED: lambda _: blocks[51].block}
    with pytest.raises(SourceUnavailable, match=r"^block 52 landed as final, but the node is behind"):
        extract(node, lake, (50, 52))
    assert bytes_below(lake.home) == before


def is_marked_whole(lake):
    return any(is_mark(answer) for answer in lake.payloads(datasets.BLOCKS, DAY))


def test_a_day_is_known_to_be_whole_once_both_its_ends_are_proven_and_stays_so(node, lake):
    extract(node, lake, (48, 95))
    extract_archived("tron", DAY, lake, access=access_to_node(node.url))
    assert not is_marked_whole(lake)
    extract_whole(node, lake)
    assert is_marked_whole(lake)
    before = bytes_below(lake.home)
    extract_archived("tron", DAY, lake, access=access_to_node(node.url))
    extract(node, lake, (60, 70))
    assert bytes_below(lake.home) == before


def test_a_day_is_not_known_to_be_whole_any_more_once_a_piece_changes_a_block_of_it(node, lake):
    extract_whole(node, lake)
    node.blocks = other_history()
    extract_heights("tron", (48, 95), lake, access=accepting(node))
    assert not is_marked_whole(lake)


def test_a_city_day_lands_every_block_of_its_window_and_every_transfer(node, lake, blocks):
    manifests = extract_day("tron", DAY, lake, access=access_to_node(node.url))
    assert [(each.dataset, each.rows_received, each.rows_quarantined) for each in manifests] == [
        ("tron.blocks", 48, 0),
        ("tron.token_transfers", lake.rows(datasets.TOKEN_TRANSFERS, DAY).height, 0),
    ]
    assert lake.rows(datasets.BLOCKS, DAY)["height"].to_list() == list(range(48, 96))
    logged = [log for block in blocks[48:96] for info in block.infos for log in info.get("log", [])]
    transfers = lake.rows(datasets.TOKEN_TRANSFERS, DAY)
    assert transfers.height == sum(len(log["topics"]) == 3 for log in logged)
    assert set(transfers["verification"]) == {"call_proven", "call_included", "log_agreed"}


def test_days_join_without_gap_or_overlap(node, lake):
    for day in (LAST_DAY, FIRST_DAY, DAY):
        extract_day("tron", day, lake, access=access_to_node(node.url))
    spans = [lake.manifest(datasets.BLOCKS, day).coverage[0][1:] for day in (FIRST_DAY, DAY, LAST_DAY)]
    assert spans == [(1, 47), (48, 95), (96, 143)]


def test_a_day_that_is_not_over_on_chain_is_not_landed_in_part(node, lake, blocks):
    node.blocks = blocks[:90]
    with pytest.raises(SourceUnavailable, match="the day is not over on chain"):
        extract_day("tron", DAY, lake, access=access_to_node(node.url))
    assert nothing_landed(lake)
    assert evidence(lake) == []


def test_a_day_before_the_chain_began_is_unavailable(node, lake):
    with pytest.raises(SourceUnavailable, match="has no block of that day"):
        extract_day("tron", date(2026, 10, 1), lake, access=access_to_node(node.url))


def test_a_way_to_the_day_that_was_a_lie_is_found_out(node, lake):
    node.lies = {SEEN: lambda block: {**block, "timestamp": hex(int(block["timestamp"], 16) + 7_200)}}
    with pytest.raises(SourceContradiction, match="is not from when the node first said"):
        extract_day("tron", DAY, lake, access=access_to_node(node.url))
    assert nothing_landed(lake)
    assert evidence(lake) == []


def test_a_timestamp_that_is_none_is_said(node, lake):
    node.lies = {SEEN: lambda block: {**block, "timestamp": "today"}}
    with pytest.raises(SourceContradiction, match="is said to be of 'today'"):
        extract_day("tron", DAY, lake, access=access_to_node(node.url))


def test_any_split_and_order_of_a_day_lands_the_same_bytes(node, tmp_path):
    whole, pieces = (Lake(tmp_path / name, Seal(b"key")) for name in ("whole", "pieces"))
    extract_day("tron", DAY, whole, access=access_to_node(node.url))
    for heights in ((80, 95), (48, 60), (55, 81)):
        extract(node, pieces, heights)
    assert data_below(pieces.home / "lake") == data_below(whole.home / "lake")


def test_a_day_of_more_rows_than_memory_holds_lands_the_same_rows(node, tmp_path):
    held, spilt, pieces = (
        Lake(tmp_path / name, Seal(b"key"), rows_in_memory=rows)
        for name, rows in (("held", 1_000), ("spilt", 20), ("pieces", 20))
    )
    for lake in (held, spilt):
        extract_day("tron", DAY, lake, access=access_to_node(node.url))
    for heights in ((70, 95), (48, 75)):
        extract(node, pieces, heights)
    assert spilt.rows(datasets.TOKEN_TRANSFERS, DAY).equals(held.rows(datasets.TOKEN_TRANSFERS, DAY))
    assert data_below(pieces.home / "lake" / "raw") == data_below(spilt.home / "lake" / "raw")


def test_a_day_whose_archive_was_damaged_is_mended_by_extracting_it_again(node, lake):
    extract_day("tron", DAY, lake, access=access_to_node(node.url))
    before = bytes_below(lake.home / "lake")
    for path in (lake.home / "lake" / "payloads").rglob("*.zst"):
        path.write_bytes(b"")
    extract_day("tron", DAY, lake, access=access_to_node(node.url))
    assert bytes_below(lake.home / "lake") == before


def test_a_gap_in_the_heights_shows_in_the_coverage(node, lake):
    (chain_id, *_), *_ = extract(node, lake, (50, 52))[0].coverage
    extract(node, lake, (60, 61))
    assert lake.manifest(datasets.TOKEN_TRANSFERS, DAY).coverage == ((chain_id, 50, 52), (chain_id, 60, 61))


def test_heights_of_several_days_land_each_on_its_day(node, lake):
    extract(node, lake, (0, 100))
    assert [lake.rows(datasets.BLOCKS, day).height for day in (FIRST_DAY, DAY, LAST_DAY)] == [47, 48, 5]


def test_archived_answers_land_the_same_bytes_without_asking(node, lake):
    extract_day("tron", DAY, lake, access=access_to_node(node.url))
    before = bytes_below(lake.home)
    nowhere = access_to_node("http://127.0.0.1:9")
    extract_archived("tron", DAY, lake, access=nowhere)
    assert bytes_below(lake.home) == before


def test_blocks_that_are_not_solidified_are_provisional_until_extracted_again(node, lake, blocks):
    node.lies = {SOLIDIFIED: lambda _: blocks[60].block}
    extract(node, lake)
    finality = dict(lake.rows(datasets.BLOCKS, DAY).select("height", "finality").rows())
    assert finality == {height: "final" if height <= 60 else "provisional" for height in range(FIRST, LAST + 1)}
    node.lies = {}
    extract(node, lake)
    assert set(lake.rows(datasets.BLOCKS, DAY)["finality"]) == {"final"}


def test_many_blocks_are_asked_for_at_once_and_empty_ones_for_no_results(node, lake, blocks):
    extract(node, lake, (1, 143))
    asked = [query for method, query in node.asked if method.endswith(BLOCKS)]
    assert [(query["startNum"], query["endNum"]) for query in asked] == [("1", "11"), ("11", "111"), ("111", "144")]
    with_transactions = sum("transactions" in block.block for block in blocks[1:])
    assert sum(method.endswith(RESULTS) for method, _ in node.asked) == with_transactions


def test_logs_that_are_too_many_are_asked_for_in_halves(node, tmp_path):
    halved, whole = (Lake(tmp_path / name, Seal(b"key")) for name in ("halved", "whole"))
    extract(node, whole)
    too_many = '{"id": 1, "error": {"code": -32005, "message": "query returned more than 10000 results"}}'
    node.lies, node.times, node.asked = {LOGS: Response(too_many)}, 3, []
    extract(node, halved)
    assert sum(method == LOGS for method, _ in node.asked) > 3
    assert bytes_below(halved.home / "lake") == bytes_below(whole.home / "lake")


def test_logs_that_are_too_many_even_of_one_block_are_given_up(node, lake):
    too_many = '{"id": 1, "error": {"code": -32005, "message": "query returned more than 10000 results"}}'
    node.lies = {LOGS: Response(too_many)}
    with pytest.raises(SourceContradiction, match=f"gives no logs of block {FIRST}: query returned more than 10000"):
        extract(node, lake)


def test_an_endpoint_of_its_own_for_json_rpc_is_asked_for_logs(node, lake, blocks):
    other = LyingNode(blocks)
    with serving(other) as url:
        extract(node, lake, tron_jsonrpc=Endpoint(f"{url}/jsonrpc"))
    assert {method.startswith("wallet") for method, _ in node.asked} == {True}
    assert {method for method, _ in other.asked} == {"eth_chainId", LOGS, SEEN}


def test_an_unreachable_node_is_said_in_one_line(lake):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(SourceUnavailable, match=rf"^{url}/jsonrpc cannot be reached"):
            extract_day("tron", DAY, lake, access=access_to_node(url))


def test_progress_is_told_block_by_block(node, lake):
    seen = []
    access = access_to_node(node.url)
    told = type(access)(access.endpoints, access.pseudonyms, access.patience, lambda *each: seen.append(each))
    extract_heights("tron", (FIRST, FIRST + 4), lake, access=told)
    assert seen == [("blocks verified", number, 5) for number in range(1, 6)]


def test_a_range_without_a_block_that_can_land_says_so(node, tmp_path):
    ran = typed("extract", "tron", "--rpc-url", node.url, "--blocks", "0:0", home=tmp_path)
    assert (ran.code, ran.lines) == (0, ["nothing landed: there was nothing to land on any city day"])


def test_the_command_line_accepts_a_reorganisation(node, tmp_path):
    command = ("extract", "tron", "--rpc-url", node.url, "--blocks", "55:56")
    assert typed(*command, home=tmp_path).code == 0
    node.blocks = other_history()
    refused = typed(*command, home=tmp_path)
    assert (refused.code, refused.lines) == (1, [])
    assert refused.errors.splitlines()[-1].endswith("extract with --accept-reorganisation")
    assert typed(*command, "--accept-reorganisation", home=tmp_path).code == 0


def broken(truth):
    """Return bytes in place of a truthful answer: anything, or part of it cut out, doubled or replaced."""
    cut = st.tuples(st.integers(0, len(truth)), st.integers(0, 40), st.binary(max_size=12))
    nested = st.sampled_from([b"[" * 100_000, b'{"a":' * 100_000, b"[" * 500 + b"]" * 500, b'"\xff"'])
    put_in = st.tuples(st.integers(0, len(truth)), nested)
    return (
        st.binary(max_size=60)
        | nested
        | cut.map(lambda each: truth[: each[0]] + each[2] + truth[each[0] + each[1] :])
        | put_in.map(lambda each: truth[: each[0]] + each[1] + truth[each[0] :])
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), end=st.sampled_from([BLOCKS, RESULTS, LOGS, SEEN, SOLIDIFIED, "eth_chainId"]))
def test_whatever_bytes_a_node_sends_it_raises_nothing_but_the_error_tree(data, end, blocks, tmp_path_factory):
    def answered(request):
        body = request.content
        method = json.loads(body)["method"] if body else request.url.path.removeprefix("/")
        truth = rpc(body, blocks) if body else rest(method, dict(request.url.params), blocks)
        return httpx.Response(200, content=data.draw(broken(truth)) if method.endswith(end) else truth)

    lake = Lake(tmp_path_factory.mktemp("lake"), Seal(b"key"))
    access = replace(access_to_node("http://node"), wire=httpx.MockTransport(answered))
    try:
        extract_heights("tron", (FIRST, FIRST + 1), lake, access=access)
    except (SourceContradiction, SourceUnavailable) as error:
        assert "\n" not in str(error)  # noqa: PT017  landing is as good
        assert nothing_landed(lake)


def test_the_command_line_lands_heights_days_and_archived_answers(node, tmp_path):
    by_height, by_day = tmp_path / "by height", tmp_path / "by day"
    ran = typed("extract", "tron", "--rpc-url", node.url, "--blocks", f"{FIRST}:{LAST}", home=by_height)
    assert (ran.code, ran.lines[0]) == (
        0,
        f"tron.blocks {DAY}: 16 received, 16 landed, 0 quarantined; a part of the day",
    )
    elsewhere = {"CRYPTOCITY_TRON_URL": node.url}
    ran = typed("extract", "tron", "--from", FIRST_DAY, "--to", DAY, home=by_day, variables=elsewhere)
    assert (ran.code, len(ran.lines)) == (0, 4)
    node.asked.clear()
    again = typed("extract", "tron", "--on", DAY, "--from-payloads", home=by_day, variables=elsewhere)
    assert (again.lines, node.asked) == (ran.lines[2:], [])


def test_the_setting_of_json_rpc_is_asked_for_logs(node, tmp_path, blocks):
    other = LyingNode(blocks)
    with serving(other) as url:
        variables = {"CRYPTOCITY_TRON_JSONRPC_URL": f"{url}/jsonrpc"}
        ran = typed("extract", "tron", "--rpc-url", node.url, "--blocks", "55:56", home=tmp_path, variables=variables)
    assert (ran.code, {method for method, _ in other.asked}) == (0, {"eth_chainId", LOGS, SEEN})
