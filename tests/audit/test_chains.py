import duckdb

from cryptocity.audit.chains import ChainBlocks, read_chains

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


def test_blocks_are_told_by_how_far_they_are_proven_and_heights_without_one_are_counted(tmp_path):
    with duckdb.connect(tmp_path / "raw.duckdb") as raw:
        raw.execute(BLOCKS)
    assert read_chains(tmp_path / "raw.duckdb") == (
        ChainBlocks("bitcoin.blocks", "main", 900, 901, {"verified": 2}, provisional=1, orphaned=0, absent=0),
        ChainBlocks(
            *("onchain.blocks", "1", 10, 15, {"verified": 2, "withdrawals_missing": 1}),
            provisional=1,
            orphaned=2,
            absent=3,
        ),
        ChainBlocks("onchain.blocks", "137", 7, 7, {"unverified": 1}, provisional=0, orphaned=0, absent=0),
    )
