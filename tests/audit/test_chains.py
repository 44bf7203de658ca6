from datetime import date

import duckdb
import pytest

from cryptocity.access import Access
from cryptocity.audit.chains import ChainBlocks, read_chains
from cryptocity.errors import SourceContradiction
from cryptocity.inputs import read_inputs
from cryptocity.lake import Lake
from cryptocity.landed_tables import lay_landed
from cryptocity.payloads import Payload, Seal
from cryptocity.sources.bitcoin.datasets import BLOCKS as BITCOIN
from cryptocity.sources.onchain.datasets import BLOCKS as ONCHAIN
from cryptocity.sources.onchain.extract import extract_heights
from cryptocity.transport import Endpoint, Patience
from loopback import PSEUDONYMS
from recorded import needs_recorded
from replay import FIRST, LAST, replaying

BLOCKS = """
    create schema bitcoin; create schema onchain; create schema tron;
    create table bitcoin.blocks (chain varchar, block_height bigint, verification varchar, finality varchar);
    create table tron.blocks (chain_id bigint, height bigint, verification varchar, finality varchar);
    create table onchain.blocks (chain_id bigint, block_number bigint, verification varchar, finality varchar);
    insert into bitcoin.blocks values ('main', 900, 'verified', 'final'), ('main', 901, 'verified', 'provisional');
    insert into onchain.blocks values
        (1, 10, 'verified', 'final'), (1, 11, 'verified', 'orphaned'), (1, 11, 'withdrawals_missing', 'final'),
        (1, 12, 'verified', 'orphaned'), (1, 15, 'verified', 'provisional'), (137, 7, 'unverified', 'final');
"""


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path, Seal(b"key"))


def test_blocks_are_told_by_how_far_they_are_proven_and_heights_without_one_are_counted_disputed_ones_beyond_too(
    lake, tmp_path
):
    with duckdb.connect(tmp_path / "raw.duckdb") as raw:
        raw.execute(BLOCKS)
    names = (
        *("contradiction-1-13-block.json", "contradiction-1-13-receipts.json", "dispute-1-10-block.json"),
        *("contradiction-1-16-block.json", "contradiction-137-14-block.json", "displacing-1-14-block.json"),
        "dispute-137-5-block.json",
    )
    lake.keep_evidence(ONCHAIN, date(2026, 11, 1), [Payload(name, b"{}") for name in names])
    lake.keep_evidence(ONCHAIN, date(2026, 11, 2), [Payload("dispute-1-12-witness.json", b"{}")])
    lake.keep_evidence(BITCOIN, date(2026, 11, 1), [Payload("contradiction-main-901-block.json", b"{}")])
    chains = read_chains(tmp_path / "raw.duckdb", lake)
    assert chains == (
        ChainBlocks(
            "bitcoin.blocks", "main", 900, 901, {"verified": 2}, provisional=1, orphaned=0, absent=0, disputed=0
        ),
        ChainBlocks(
            *("onchain.blocks", "1", 10, 15, {"verified": 2, "withdrawals_missing": 1}),
            provisional=1,
            orphaned=2,
            absent=4,
            disputed=3,
        ),
        ChainBlocks("onchain.blocks", "137", 7, 7, {"unverified": 1}, provisional=0, orphaned=0, absent=2, disputed=2),
    )
    assert [chain.missing for chain in chains] == [0, 1, 0]


def test_evidence_that_does_not_name_the_chain_is_of_the_only_one_that_landed(lake, tmp_path):
    names = ("contradiction-902.json", "contradiction-903-header.json", "contradiction-test-904-header.json")
    lake.keep_evidence(BITCOIN, date(2026, 11, 1), [Payload(name, b"{}") for name in names])
    with duckdb.connect(tmp_path / "raw.duckdb") as raw:
        raw.execute(BLOCKS)
    assert [chain.disputed for chain in read_chains(tmp_path / "raw.duckdb", lake)] == [2, 0, 0]
    with duckdb.connect(tmp_path / "raw.duckdb") as raw:
        raw.execute("insert into bitcoin.blocks values ('test', 5, 'verified', 'final')")
    assert [chain.disputed for chain in read_chains(tmp_path / "raw.duckdb", lake)] == [0, 1, 0, 0]


@needs_recorded
def test_a_height_that_a_lying_node_told_of_is_disputed_and_one_that_nobody_asked_for_is_missing(lake, tmp_path):
    patience = Patience(timeout_seconds=30, attempts=1)
    with replaying() as url, replaying("--lie", "wrong-receipt") as lying:
        honest, deceived = (Access({"onchain": Endpoint(each)}, PSEUDONYMS, patience) for each in (url, lying))
        extract_heights(FIRST, FIRST + 3, lake, access=honest)
        extract_heights(LAST - 3, LAST, lake, access=honest)
        with pytest.raises(SourceContradiction, match="receipts root"):
            extract_heights(FIRST + 6, FIRST + 6, lake, access=deceived)
        assert told(lake, tmp_path) == (LAST - FIRST - 8, 1)
        extract_heights(FIRST + 4, FIRST + 6, lake, access=honest)
    assert told(lake, tmp_path) == (LAST - FIRST - 10, 0)


def told(lake, folder):
    """Lay what has landed and return how many heights are missing and how many disputed."""
    database = folder / "raw.duckdb"
    database.unlink(missing_ok=True)
    lay_landed(read_inputs(lake), lake, database)
    (chain,) = read_chains(database, lake)
    return chain.missing, chain.disputed
