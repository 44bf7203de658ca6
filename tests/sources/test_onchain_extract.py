"""Extracting blocks from nodes: recorded mainnet blocks, the sandbox chain, and nodes that lie or fail."""

import socket
from datetime import UTC, date, datetime

import pytest

from cryptocity.access import Access
from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake
from cryptocity.payloads import Seal
from cryptocity.sandbox.city import City
from cryptocity.sandbox.serve import SandboxCity
from cryptocity.sandbox.world import World
from cryptocity.sources.onchain.datasets import BLOCKS, DATASETS, TOKEN_TRANSFERS, TRANSACTIONS
from cryptocity.sources.onchain.extract import extract_day, extract_heights
from cryptocity.transport import Endpoint, Patience
from cryptocity.window import Window
from loopback import access_to, serving
from recorded import RECORDED, needs_recorded
from replay import FIRST, LAST, replaying

JULY_13 = date(2023, 7, 13)
USDT = "0xdac17f958d2ee523a2206206994597c13d831ec7"


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def node(url, *, timeout_seconds=10.0, attempts=2):
    return Access({"onchain": Endpoint(url)}, Pseudonyms(b"key"), Patience(timeout_seconds, attempts))


def bytes_below(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@needs_recorded
def test_23_mainnet_blocks_land_verified_but_for_the_withdrawals_that_nobody_recorded(lake):
    with replaying() as url:
        manifests = extract_heights(FIRST, LAST, lake, access=node(url))
    assert [(m.dataset, m.rows_received, m.rows_landed, m.rows_quarantined) for m in manifests] == [
        ("onchain.blocks", 23, 23, 0),
        ("onchain.transactions", 4_416, 4_416, 0),
        ("onchain.token_transfers", 4_798, 4_798, 0),
        ("onchain.native_transfers", 2_007, 2_007, 0),
        ("onchain.withdrawals", 23, 0, 23),
        ("onchain.reorganisations", 0, 0, 0),
    ]
    assert {m.coverage for m in manifests} == {((1, FIRST, LAST),)}
    assert lake.rows(BLOCKS, JULY_13)["verification"].unique().to_list() == ["withdrawals_missing"]
    assert lake.rows(BLOCKS, JULY_13)["log_count"].sum() == 9_807
    transfers = lake.rows(TOKEN_TRANSFERS, JULY_13)
    assert transfers.filter(transfers["token_address"] == USDT).height == 679


@needs_recorded
def test_any_split_and_order_of_a_range_lands_the_same_bytes(tmp_path):
    whole, pieces = (Lake(tmp_path / name, Seal(b"key")) for name in ("whole", "pieces"))
    with replaying() as url:
        extract_heights(FIRST, LAST, whole, access=node(url))
        for first, last in ((FIRST + 15, LAST), (FIRST, FIRST + 4), (FIRST + 3, FIRST + 16)):
            extract_heights(first, last, pieces, access=node(url))
    assert bytes_below(pieces.home / "lake") == bytes_below(whole.home / "lake")


@needs_recorded
def test_a_gap_in_the_heights_shows_in_the_coverage(lake):
    with replaying() as url:
        extract_heights(FIRST, FIRST + 1, lake, access=node(url))
        extract_heights(FIRST + 5, FIRST + 6, lake, access=node(url))
    assert lake.manifest(TRANSACTIONS, JULY_13).coverage == ((1, FIRST, FIRST + 1), (1, FIRST + 5, FIRST + 6))


@needs_recorded
@pytest.mark.parametrize("number", [11930296, 11931272, 12498502])
def test_a_block_with_wrong_receipts_is_refused_and_kept_as_evidence(lake, number):
    folder, refusal = RECORDED / "onchain" / "evm_receipts_do_not_match_root", f"block {number}: the receipts root"
    with replaying(folder=folder, first=None) as url, pytest.raises(SourceContradiction, match=refusal):
        extract_heights(number, number, lake, access=node(url))
    assert not (lake.home / "lake").exists()
    kept = sorted(path.name for path in (lake.home / "quarantine").rglob("*") if path.is_file())
    assert kept == [f"contradiction-1-{number}-block.json", f"contradiction-1-{number}-receipts.json"]


LIES = {
    "wrong-receipt": (SourceContradiction, "receipts root"),
    "empty-logs": (SourceContradiction, "receipts root"),
    "missing-receipt": (SourceContradiction, "receipts for"),
    "wrong-parent": (SourceContradiction, "header hash"),
    "truncated-batch": (SourceUnavailable, "answered"),
    "garbage": (SourceUnavailable, "did not answer in JSON-RPC"),
    "rate-limit": (SourceUnavailable, "HTTP 429"),
    "server-error": (SourceUnavailable, "HTTP 503"),
    "hang": (SourceUnavailable, "did not answer in time"),
}


@needs_recorded
@pytest.mark.parametrize("lie", LIES)
def test_a_lying_node_lands_nothing_and_the_reason_is_clear(lake, lie):
    error, reason = LIES[lie]
    with replaying("--lie", lie) as url, pytest.raises(error, match=reason) as caught:
        extract_heights(FIRST, FIRST + 5, lake, access=node(url, timeout_seconds=1.0))
    assert "\n" not in str(caught.value)
    assert not (lake.home / "lake").exists()


@needs_recorded
@pytest.mark.parametrize("lie", ["truncated-batch", "garbage", "rate-limit", "server-error", "hang"])
def test_a_node_that_fails_once_is_asked_again(lake, lie):
    with replaying("--lie", lie, "--times", 1) as url:
        extract_heights(FIRST, FIRST + 5, lake, access=node(url, timeout_seconds=2.0))
    assert lake.rows(BLOCKS, JULY_13).height == 6


@needs_recorded
def test_answers_in_another_order_are_told_by_their_ids(lake):
    with replaying("--lie", "shuffled-ids") as url:
        extract_heights(FIRST, LAST, lake, access=node(url))
    assert lake.rows(TRANSACTIONS, JULY_13).height == 4_416


@needs_recorded
@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_node_that_takes_few_calls_at_a_time_is_asked_in_small_batches(lake, most):
    with replaying("--max-batch", most) as url:
        extract_heights(FIRST, LAST, lake, access=node(url))
    assert lake.rows(BLOCKS, JULY_13).height == 23


@needs_recorded
def test_the_day_lands_once_the_lie_ends(lake):
    with replaying("--lie", "empty-logs", "--times", 1) as url:
        with pytest.raises(SourceContradiction):
            extract_heights(FIRST, LAST, lake, access=node(url))
        extract_heights(FIRST, LAST, lake, access=node(url))
    assert lake.rows(TOKEN_TRANSFERS, JULY_13).height == 4_798


@needs_recorded
def test_a_block_the_node_lacks_is_unavailable(lake):
    with replaying() as url, pytest.raises(SourceUnavailable, match=f"has no block {LAST + 1}"):
        extract_heights(LAST, LAST + 1, lake, access=node(url))


@needs_recorded
def test_a_day_that_is_not_over_on_chain_is_not_landed_in_part(lake):
    with replaying() as url, pytest.raises(SourceUnavailable, match="the day is not over on chain"):
        extract_day(JULY_13, lake, node(url))
    assert not (lake.home / "lake").exists()


def test_an_unreachable_node_is_said_in_one_line(lake):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(SourceUnavailable, match=rf"^{url} cannot be reached"):
            extract_day(JULY_13, lake, node(url))


@pytest.fixture(scope="module")
def city():
    world = World(City(residents=1_500), date(2026, 11, 1))
    with serving(SandboxCity(world, lambda: date(2026, 11, 3)).application()) as url:
        yield world, url


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 3)])
def test_a_city_day_lands_every_block_of_its_window(lake, city, day):
    world, url = city
    manifests = extract_day(day, lake, access_to(url))
    window = Window.of_day(day)
    mined = [datetime.fromtimestamp(int(block.header["timestamp"], 16), UTC) for block in world.chain.blocks]
    landed = lake.rows(BLOCKS, day)["mined_at"].to_list()
    assert landed == [instant for instant in mined if window.holds(instant)]
    assert len(landed) == 1_440
    assert all(m.rows_received == m.rows_landed for m in manifests)
    assert [m.dataset for m in manifests if not m.rows_landed] == ["onchain.reorganisations"]


def test_days_join_without_gap_or_overlap(lake, city):
    _, url = city
    for day in (date(2026, 11, 2), date(2026, 11, 1)):
        extract_day(day, lake, access_to(url))
    first, second = (lake.manifest(BLOCKS, date(2026, 11, number)).coverage[0] for number in (1, 2))
    assert first[2] + 1 == second[1]


def test_landing_a_day_again_changes_no_byte(lake, city):
    _, url = city
    extract_day(date(2026, 11, 1), lake, access_to(url))
    before = bytes_below(lake.home)
    extract_day(date(2026, 11, 1), lake, access_to(url))
    assert bytes_below(lake.home) == before
    assert len(before) > len(DATASETS)


def test_progress_is_told_block_by_block(lake, city):
    _, url = city
    seen = []
    access = access_to(url, progress=lambda what, done, of: seen.append((what, done, of)))
    extract_heights(0, 9, lake, access=access)
    assert seen == [("blocks verified", number, 10) for number in range(1, 11)]
