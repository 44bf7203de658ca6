"""Up to which block and day what has landed is final: nothing of it can be displaced, and nothing more is awaited."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec
import polars as pl

from cryptocity.inputs import Partition
from cryptocity.sources.bitcoin.datasets import BLOCKS as BITCOIN
from cryptocity.sources.bitcoin.networks import NETWORKS
from cryptocity.sources.onchain.datasets import BLOCKS as ONCHAIN
from cryptocity.sources.onchain.datasets import FINAL, ORPHANED
from cryptocity.sources.tron.datasets import BLOCKS as TRON
from cryptocity.window import parse_day

CHAIN_AND_HEIGHT = {dataset.id: dataset.key[:2] for dataset in (ONCHAIN, BITCOIN, TRON)}
_NUMBERS = {name: network.number for name, network in NETWORKS.items()}
_SCHEMA = {"chain": pl.Int64, "height": pl.Int64, "day": pl.Date, "is_final": pl.Boolean}


class FinalBlock(msgspec.Struct, frozen=True):
    """The last block of a chain up to which all that landed are final, and the day in Asia/Almaty that it is of."""

    chain: int
    height: int
    day: date


class Finality(msgspec.Struct, frozen=True):
    """The final blocks by chain, and the last day up to which all is final, None where not even the first is."""

    blocks: tuple[FinalBlock, ...]
    last_day: date | None


def finality_of(inputs: Sequence[Partition], landed: Mapping[str, Sequence[Path]]) -> Finality:
    """Return how far what went in is final, given the files of each dataset.

    A day is not where a block of it is provisional, where its source said that more of it may come, or where less than
    all of it landed.
    """
    blocks = pl.concat([_blocks(landed[dataset], *columns) for dataset, columns in CHAIN_AND_HEIGHT.items()])
    first_open = blocks.filter(~pl.col("is_final")).group_by("chain").agg(pl.col("height").min().alias("first_open"))
    final = blocks.join(first_open, on="chain", how="left").filter(
        pl.col("first_open").is_null() | (pl.col("height") < pl.col("first_open"))
    )
    last = final.sort("height").group_by("chain").last().sort("chain").select("chain", "height", "day")
    days = {parse_day(each.day) for each in inputs}
    still_open = {*blocks.filter(~pl.col("is_final"))["day"], *_open_days(inputs)}
    closed = [day for day in days if not still_open or day < min(still_open)]
    return Finality(tuple(FinalBlock(*row) for row in last.iter_rows()), max(closed, default=None))


def _blocks(paths: Sequence[Path], chain: str, height: str) -> pl.DataFrame:
    """Return chain, height, day, and whether it is final, of every block that stands."""
    if not paths:
        return pl.DataFrame(schema=_SCHEMA)
    rows = pl.scan_parquet(list(paths), hive_partitioning=True).filter(pl.col("finality") != ORPHANED)
    numbered = pl.col(chain).replace_strict(_NUMBERS, return_dtype=pl.Int64) if chain == "chain" else pl.col(chain)
    return rows.select(
        numbered.alias("chain"),
        pl.col(height).alias("height"),
        pl.col("day"),
        (pl.col("finality") == FINAL).alias("is_final"),
    ).collect()


def _open_days(inputs: Sequence[Partition]) -> Iterator[date]:
    yield from (parse_day(each.day) for each in inputs if each.awaits_more or not each.is_whole)
