"""How far the blocks that landed are proven, chain by chain."""

from pathlib import Path

import duckdb
import msgspec

from cryptocity.finality import CHAIN_AND_HEIGHT


class ChainBlocks(msgspec.Struct, frozen=True):
    """The blocks of one chain from its first to its last landed height.

    `standing` counts those that stand by how far they were verified, in the words of the dataset; `provisional` are
    those of them that may yet be displaced, `orphaned` those that were; `absent` are heights at which none stands,
    whether it never came or is disputed, and then in quarantine.
    """

    dataset: str
    chain: str
    first: int
    last: int
    standing: dict[str, int]
    provisional: int
    orphaned: int
    absent: int


def read_chains(database: Path) -> tuple[ChainBlocks, ...]:
    """Return the blocks of every chain in a DuckDB file of raw tables, by dataset and chain."""
    with duckdb.connect(database, read_only=True) as connection:
        return tuple(each for dataset in sorted(CHAIN_AND_HEIGHT) for each in _chains(dataset, connection))


def _chains(dataset: str, connection: duckdb.DuckDBPyConnection) -> tuple[ChainBlocks, ...]:
    chain, height = CHAIN_AND_HEIGHT[dataset]
    counted = connection.execute(f"""
        select
            {chain}::varchar,
            min({height}),
            max({height}),
            count(*) filter (where finality = 'provisional'),
            count(*) filter (where finality = 'orphaned'),
            max({height}) - min({height}) + 1 - count(distinct {height}) filter (where finality <> 'orphaned')
        from {dataset}
        group by {chain}
        order by {chain}
    """).fetchall()
    standing = connection.execute(f"""
        select {chain}::varchar, verification, count(*)
        from {dataset}
        where finality <> 'orphaned'
        group by all
        order by all
    """).fetchall()
    return tuple(
        ChainBlocks(
            dataset=dataset,
            chain=name,
            first=first,
            last=last,
            standing={state: blocks for its_chain, state, blocks in standing if its_chain == name},
            provisional=provisional,
            orphaned=orphaned,
            absent=absent,
        )
        for name, first, last, provisional, orphaned, absent in counted
    )
