"""How far the blocks that landed are proven, chain by chain."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import msgspec

from cryptocity.dataset import Dataset
from cryptocity.disputes import disputed_heights
from cryptocity.finality import CHAIN_AND_HEIGHT
from cryptocity.lake import Lake
from cryptocity.sources import DATASETS

_BLOCKS = sorted((each for each in DATASETS if each.id in CHAIN_AND_HEIGHT), key=lambda each: each.id)


class ChainBlocks(msgspec.Struct, frozen=True):
    """The blocks of one chain from its first to its last landed height, and what is disputed of it, there or beyond.

    `standing` counts those that stand by how far they were verified, in the words of the dataset; `provisional` are
    those of them that may yet be displaced, `orphaned` those that were; `absent` are heights at which none stands,
    from first to last or disputed. `disputed` counts those of them of which quarantine holds a block; it is None in
    audits that were kept before disputed heights were counted.
    """

    dataset: str
    chain: str
    first: int
    last: int
    standing: dict[str, int]
    provisional: int
    orphaned: int
    absent: int
    disputed: int | None = None

    @property
    def missing(self) -> int | None:
        """Return the heights of which no block that stands ever came, and none is in quarantine."""
        return None if self.disputed is None else self.absent - self.disputed


def read_chains(database: Path, lake: Lake) -> tuple[ChainBlocks, ...]:
    """Return the blocks of every chain in a DuckDB file of a lake's raw tables, by dataset and chain."""
    with duckdb.connect(database, read_only=True) as connection:
        return tuple(each for dataset in _BLOCKS for each in _chains(dataset, connection, lake))


def _chains(blocks: Dataset, connection: duckdb.DuckDBPyConnection, lake: Lake) -> tuple[ChainBlocks, ...]:
    dataset = blocks.id
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
    disputed = disputed_heights(lake, blocks, only_chain=counted[0][0] if len(counted) == 1 else None)
    beyond = {
        name: sum(not first <= number <= last for number in disputed.get(name, ())) for name, first, last, *_ in counted
    }
    return tuple(
        ChainBlocks(
            dataset=dataset,
            chain=name,
            first=first,
            last=last,
            standing={state: blocks for its_chain, state, blocks in standing if its_chain == name},
            provisional=provisional,
            orphaned=orphaned,
            absent=absent + beyond[name],
            disputed=_absent_among(disputed.get(name, ()), name, dataset=dataset, connection=connection),
        )
        for name, first, last, provisional, orphaned, absent in counted
    )


def _absent_among(heights: Iterable[int], chain: str, *, dataset: str, connection: duckdb.DuckDBPyConnection) -> int:
    """Return at how many of these heights no block stands."""
    its_chain, height = CHAIN_AND_HEIGHT[dataset]
    told = f"select {height} from {dataset} where {its_chain}::varchar = $chain and finality <> 'orphaned'"
    asked = f"select count(*) from (select unnest($heights::bigint[]) as number) where number not in ({told})"
    (absent,) = connection.execute(asked, {"heights": sorted(heights), "chain": chain}).fetchall()[0]
    return int(absent)
