"""How two releases differ, mart by mart."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cryptocity.release.manifest import read_manifest, release_folder


@dataclass(frozen=True)
class MartDifference:
    """How a mart differs between two releases: rows before and after, rows that are in one of them only."""

    mart: str
    rows_before: int | None
    rows_after: int | None
    only_before: int
    only_after: int


def diff(home: Path, before: str, after: str) -> tuple[MartDifference, ...]:
    """Return, mart by mart, how two releases differ."""
    marts = sorted({*read_manifest(home, before).marts, *read_manifest(home, after).marts})
    folders = release_folder(home, before), release_folder(home, after)
    return tuple(
        _difference(mart, *(folder / "parquet" / f"{mart.replace('.', '/')}.parquet" for folder in folders))
        for mart in marts
    )


def _difference(mart: str, before: Path, after: Path) -> MartDifference:
    if not (before.exists() and after.exists()):
        rows = [pl.read_parquet(path).height if path.exists() else None for path in (before, after)]
        return MartDifference(mart, rows[0], rows[1], rows[0] or 0, rows[1] or 0)
    old, new = pl.read_parquet(before), pl.read_parquet(after)
    if old.schema != new.schema:
        return MartDifference(mart, old.height, new.height, old.height, new.height)
    gone = old.join(new, on=old.columns, how="anti", nulls_equal=True).height
    come = new.join(old, on=old.columns, how="anti", nulls_equal=True).height
    return MartDifference(mart, old.height, new.height, gone, come)
