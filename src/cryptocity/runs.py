"""Rows of a day too many to hold: gathered chunk by chunk, kept in runs on disk, joined in the order of their key.

A day of fewer rows than one run holds never leaves memory. The join sorts outside memory, in DuckDB.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from cryptocity import atomic
from cryptocity.dataset import Dataset

POSITION = "_position"
ROW_GROUP = 122_880
_MEMORY = "1GB"


class Runs:
    """The rows of one dataset and day, each with the position of the item that it came from."""

    def __init__(self, dataset: Dataset, folder: Path, rows_of_a_run: int) -> None:
        """Gather below a folder of one's own, which nothing is written to while the rows are few."""
        self.dataset = dataset
        self._folder = folder
        self._rows_of_a_run = rows_of_a_run
        self._held: list[pl.DataFrame] = []
        self._files: list[Path] = []
        self._dropped: pl.Series = pl.Series(POSITION, [], dtype=pl.Int64)
        self._gathered = 0

    def add(self, rows: pl.DataFrame, positions: Sequence[int]) -> None:
        """Take rows of the dataset, with the position of the item that each came from. Raises ContractBroken."""
        self.dataset.check_columns(rows)
        self._held.append(rows.with_columns(pl.Series(POSITION, positions, dtype=pl.Int64)))
        self._gathered += rows.height
        if sum(held.height for held in self._held) >= self._rows_of_a_run:
            self._put_down()

    @property
    def height(self) -> int:
        """Return how many rows are left to land."""
        return self._gathered - self._count_dropped()

    def repeated(self, columns: Sequence[str]) -> list[tuple[int, int]]:
        """Return the position of each row that repeats an earlier row in these columns, and that of the first of them.

        Nulls repeat nothing.
        """
        listed = ", ".join(columns)
        complete = " and ".join(f"{column} is not null" for column in columns)
        with self._reading() as connection:
            connection.execute(
                f"create table often as select {listed}, min({POSITION}) as first_position from gathered "
                f"where {complete} group by {listed} having count(*) > 1"
            )
            return connection.execute(
                f"select {POSITION}, first_position from gathered join often using ({listed}) "
                f"where {POSITION} > first_position order by {POSITION}"
            ).fetchall()

    def drop(self, positions: Sequence[int]) -> None:
        """Leave out all rows that came from the items at these positions."""
        self._dropped = pl.concat([self._dropped, pl.Series(POSITION, positions, dtype=pl.Int64)]).unique().sort()

    def table(self) -> pl.DataFrame | None:
        """Return the rows as a table, or None where they are too many."""
        if self._files:
            return None
        gathered = pl.concat([held.lazy() for held in self._held] or [self._nothing().lazy()]).collect()
        return gathered.filter(~pl.col(POSITION).is_in(self._dropped.implode())).drop(POSITION)

    def join(self, path: Path) -> None:
        """Write the rows to one Parquet file, in the order of their key: the same rows give the same bytes."""
        columns, key = ", ".join(self.dataset.schema.names()), ", ".join(self.dataset.key)
        with self._reading() as connection:
            connection.execute("set threads = 1")
            connection.execute(
                f"copy (select {columns} from gathered order by {key}) to '{_quoted(path)}' "
                f"(format parquet, compression zstd, compression_level 3, row_group_size {ROW_GROUP})"
            )

    def _put_down(self) -> None:
        path = self._folder / f"run-{len(self._files):05d}.parquet"
        with atomic.explained(path):
            self._folder.mkdir(parents=True, exist_ok=True)
            pl.concat(self._held).write_parquet(path, compression="lz4")
        self._files.append(path)
        self._held = []

    def _nothing(self) -> pl.DataFrame:
        return self.dataset.empty().with_columns(pl.lit(None, pl.Int64).alias(POSITION))

    def _count_dropped(self) -> int:
        if self._dropped.is_empty():
            return 0
        gathered = [*(rows.lazy() for rows in self._held), *(pl.scan_parquet(path) for path in self._files)]
        dropped = (rows.filter(pl.col(POSITION).is_in(self._dropped.implode())) for rows in gathered)
        return sum(int(rows.select(pl.len()).collect().item()) for rows in dropped)

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a connection with a view `gathered` of the rows that are not dropped."""
        if self._files and self._held:
            self._put_down()
        spill = self._folder / "spill"
        with duckdb.connect() as connection, atomic.explained(spill):
            connection.execute(f"set memory_limit = '{_MEMORY}'; set temp_directory = '{_quoted(spill)}'")
            connection.register("dropped", self._dropped.to_frame().to_arrow())
            if self._files:
                listed = ", ".join(f"'{_quoted(path)}'" for path in self._files)
                connection.execute(f"create view rows as from read_parquet([{listed}])")
            else:
                connection.register("rows", pl.concat(self._held or [self._nothing()]).to_arrow())
            connection.execute(f"create view gathered as from rows anti join dropped using ({POSITION})")
            yield connection


def parquet_of(table: pl.DataFrame) -> bytes:
    """Return a table as a Parquet file: the same rows give the same bytes."""
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=ROW_GROUP)
    return buffer.getvalue()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
