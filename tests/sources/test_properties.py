"""Whatever a source sends: rows land or are quarantined with a reason, counts add up, and nothing else is raised."""

import json
import string
from datetime import date
from functools import cache
from itertools import pairwise

import msgspec
import pytest
from feeds import FEEDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptocity.access import Access
from cryptocity.errors import CryptocityError, SourceContradiction
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sources.cbdc.client import MessageFile
from cryptocity.sources.cbdc.decode import decode_files
from cryptocity.sources.onchain.archive import BlockAnswer
from cryptocity.sources.onchain.extract import extract_heights
from cryptocity.sources.onchain.harvest import prove_all
from cryptocity.sources.onchain.verify import prove, prove_in_part
from cryptocity.transport import Endpoint, Patience
from cryptocity.window import Window
from loopback import PSEUDONYMS
from recorded import needs_recorded, recorded_blocks
from replay import FIRST, LAST, replaying

UNREADABLE = {
    "nested too deeply": b"[" * 100_000 + b"]" * 100_000,
    "not UTF-8": b'{"timestamp": "\xff"}',
    "cut off": b'{"timestamp": ',
}
WINDOW = Window.of_day(date(2026, 11, 2))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
LIKELY = SCALARS | st.sampled_from(
    ["2026-11-02", "2026-11-02T00:00:00+05:00", "-1", "1e400", "0x", "NaN", "020000000009"]
)


def mutations(good):
    """Rows like a good one, some of whose fields hold anything, are gone, or are new."""
    changes = st.dictionaries(st.sampled_from(sorted(good)) | st.text(string.ascii_letters, max_size=6), LIKELY | JSON)
    gone = st.sets(st.sampled_from(sorted(good)), max_size=2)
    return st.builds(
        lambda new, old: {key: value for key, value in {**good, **new}.items() if key not in old}, changes, gone
    )


def is_json(value):
    """Tell whether a value is JSON as RFC 8259 has it: without NaN and infinity."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_row_lands_or_is_quarantined_with_a_reason(feed, data):
    rows = JSON | mutations(feed.good)
    written = rows.filter(is_json).map(lambda row: json.dumps(row).encode())
    are_lines = feed.path.startswith("/merchants")
    lines = data.draw(st.lists(st.binary(max_size=60) | written if are_lines else written, max_size=5))
    landing = feed.landing(*lines)
    assert landing.received == landing.rows.height + len(landing.rejected) == len(lines)
    assert all(row.rule and row.reason and "\n" not in row.reason for row in landing.rejected)
    feed.dataset.check(landing.rows)


@settings(max_examples=150, deadline=None)
@given(contents=st.lists(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), max_size=3))
def test_files_of_any_bytes_are_counted_and_explained(contents):
    files = tuple(MessageFile(f"file-{number}.xml", content) for number, content in enumerate(contents))
    landings = decode_files(files, WINDOW, PSEUDONYMS)
    assert sum(len(landing.rejected) for landing in landings) == len(contents)
    assert all(landing.received == landing.rows.height + len(landing.rejected) for landing in landings)


@settings(max_examples=300, deadline=None)
@given(block=JSON, receipts=JSON)
def test_a_block_of_anything_is_a_contradiction(block, receipts):
    for way in (prove, prove_in_part):
        with pytest.raises(SourceContradiction):
            way(block, receipts, chain_id=1)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), chain_id=st.sampled_from([1, 137]))
def test_whatever_a_node_calls_a_block_is_a_contradiction(data, chain_id, tmp_path_factory):
    listed = st.lists(JSON | st.fixed_dictionaries({"type": SCALARS}), max_size=2)
    number, transactions, receipts = (data.draw(each.filter(is_json)) for each in (LIKELY, listed | JSON, JSON))
    block = {"timestamp": "0x6a", "number": number, "transactions": transactions}
    content = [msgspec.Raw(json.dumps(part).encode()) for part in (block, receipts)]
    lake = Lake(tmp_path_factory.mktemp("lake"), Seal(b"key"))
    for lenient in (frozenset(), frozenset({137} & {chain_id})):
        access = Access({}, PSEUDONYMS, unverified_chains=lenient)
        try:
            harvest = prove_all([BlockAnswer(7, *content)], chain_id, lake, access)
        except SourceContradiction as error:
            assert "\n" not in str(error)  # noqa: PT017  a block without a row is as good
        else:
            assert harvest.blocks[0].row is None


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("part", ["block", "receipts"])
def test_a_block_that_nobody_can_read_is_a_contradiction(content, part, tmp_path):
    readable = {"block": b'{"timestamp":"0x6a","number":"0x7","transactions":[]}', "receipts": b"[]"}
    answer = BlockAnswer(7, **{name: msgspec.Raw(each) for name, each in {**readable, part: content}.items()})
    with pytest.raises(SourceContradiction, match=r"^block 7: nobody can read it"):
        prove_all([answer], 1, Lake(tmp_path, Seal(b"key")), Access({}, PSEUDONYMS))


@needs_recorded
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_real_block_with_any_one_field_changed_is_a_contradiction_or_proves_the_same(data):
    recorded = smallest_block()
    proven = prove(recorded["block"], recorded["receipts"], chain_id=1)
    where = data.draw(st.sampled_from(["block", "transaction", "receipt"]))
    changed = json.loads(json.dumps(recorded))
    part = {
        "block": changed["block"],
        "transaction": changed["block"]["transactions"][0],
        "receipt": changed["receipts"][0],
    }[where]
    name = data.draw(st.sampled_from(sorted(part)))
    part[name] = data.draw(JSON | st.integers(0, 2**64).map(hex))
    try:
        again = prove(changed["block"], changed["receipts"], chain_id=1)
    except CryptocityError as error:
        assert isinstance(error, SourceContradiction)  # noqa: PT017  the other outcome is as good
    else:
        assert (again.hashes, again.senders, again.types) == (proven.hashes, proven.senders, proven.types)


@cache
def smallest_block():
    blocks = [block for _, block in recorded_blocks("evm/eth-mainnet/*") if block["receipts"]]
    return min(blocks, key=lambda block: len(block["receipts"]))


@pytest.fixture(scope="module")
def mainnet():
    with replaying() as url:
        yield Access({"onchain": Endpoint(url)}, Pseudonyms(b"key"), Patience(timeout_seconds=30, attempts=1))


@pytest.fixture(scope="module")
def whole(mainnet, tmp_path_factory):
    lake = Lake(tmp_path_factory.mktemp("whole"), Seal(b"key"))
    extract_heights(FIRST, LAST, lake, access=mainnet)
    return bytes_below(lake.home / "lake")


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@needs_recorded
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=st.sets(st.integers(FIRST + 1, LAST), max_size=5), order=st.randoms())
def test_any_split_of_a_range_in_any_order_lands_the_same_bytes(cuts, order, mainnet, whole, tmp_path_factory):
    edges = [FIRST, *sorted(cuts), LAST + 1]
    windows = [(low, high - 1) for low, high in pairwise(edges)]
    order.shuffle(windows)
    lake = Lake(tmp_path_factory.mktemp("split"), Seal(b"key"))
    for first, last in windows:
        extract_heights(first, last, lake, access=mainnet)
    assert bytes_below(lake.home / "lake") == whole
