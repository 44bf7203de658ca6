"""What landed, as tables and views of a DuckDB file: where an audit or a build finds the partitions that go into it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb
import polars as pl

from cryptocity.dataset import Column, Dataset
from cryptocity.inputs import Partition, landed_files
from cryptocity.lake import Lake
from cryptocity.money import table
from cryptocity.sources import DATASETS
from cryptocity.window import parse_day

MOST_ROWS_COPIED = 1_000_000
_MAY_BE_EMPTY = frozenset(dataset.id for dataset in DATASETS if dataset.may_be_empty)

PARTITIONS = Dataset(
    source="lake",
    name="partitions",
    grain="one row per dataset and day",
    columns=(
        Column("dataset", pl.String, "dataset, such as onchain.blocks"),
        Column("rows_received", pl.Int64, "items that the source sent"),
        Column("rows_landed", pl.Int64, "rows in the lake"),
        Column("rows_quarantined", pl.Int64, "items turned away"),
        Column("is_whole", pl.Boolean, "all of the day has landed, as far as the source proves it"),
        Column("may_be_empty", pl.Boolean, "a day may pass without a row of the dataset"),
        Column("new_fields", pl.String, "fields that no contract names", nullable=True),
    ),
    key=("dataset",),
    origin="manifests of the lake",
)


def lay_landed(
    inputs: Sequence[Partition], lake: Lake, database: Path, *, changed_days: Sequence[str] | None = None
) -> None:
    """Write a schema for every source, and in it the rows of every dataset: the contract's columns and `day`.

    A dataset of few rows is copied into a table: opening its files, one a day, takes longer than reading their rows,
    and each query would open them again. Any other is a view over its files; where nothing is listed, one without rows.
    What is there already is replaced. Where days are named, a table that is there keeps its rows of all others.

    Raises StoreBusy: a listed partition has been replaced since.
    """
    landed, rows = landed_files(inputs, lake), _rows_landed(inputs)
    with duckdb.connect(database) as connection:
        tables = _tables(connection)
        for dataset in DATASETS:
            name, files, is_table = dataset.id, landed[dataset.id], dataset.id in tables
            connection.execute(f"create schema if not exists {dataset.source}")
            is_copied = bool(files) and rows[name] <= MOST_ROWS_COPIED
            changed = files if changed_days is None else [file for file in files if _day_of(file) in changed_days]
            if is_copied and is_table and len(changed) < len(files):
                _replace_days(name, changed_days or (), changed, connection)
                continue
            connection.execute(f"drop {'table' if is_table else 'view'} if exists {name}")
            selected = _rows_of(files) if files else _no_rows_of(dataset, connection)
            connection.execute(f"create {'table' if is_copied else 'view'} {name} as {selected}")
        connection.execute("checkpoint")  # closing would do it as well, but not tell where it cannot


def _rows_landed(inputs: Sequence[Partition]) -> Counter[str]:
    rows = Counter[str]()
    for partition in inputs:
        rows[partition.dataset] += partition.rows_landed
    return rows


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    return {f"{schema}.{name}" for schema, name in found}


def _day_of(file: Path) -> str:
    return file.parent.name.removeprefix("day=")


def _replace_days(name: str, days: Sequence[str], files: Sequence[Path], connection: duckdb.DuckDBPyConnection) -> None:
    if days:
        connection.execute(f"delete from {name} where cast(day as varchar) in ({_quoted(days)})")
    if files:
        connection.execute(f"insert into {name} by name {_rows_of(files)}")


def lay_partitions(inputs: Sequence[Partition], database: Path) -> None:
    """Write the table `lake.partitions`: what the manifests say of the listed partitions."""
    rows = [
        (
            *(each.dataset, each.rows_received, each.rows_landed, each.rows_quarantined),
            *(each.is_whole, each.dataset in _MAY_BE_EMPTY, _new_fields(each)),
        )
        for each in inputs
    ]
    days = pl.Series("day", [parse_day(each.day) for each in inputs], dtype=pl.Date)
    partitions = table(PARTITIONS, rows).with_columns(days).to_arrow()  # noqa: F841  named in the statement below
    with duckdb.connect(database) as connection:
        connection.execute("create schema lake")
        connection.execute("create table lake.partitions as from partitions")
        connection.execute("checkpoint")


def _new_fields(partition: Partition) -> str | None:
    return ", ".join(name for name, _ in partition.drift) or None


def _quoted(words: Iterable[object]) -> str:
    return ", ".join("'" + str(word).replace("'", "''") + "'" for word in words)


def _rows_of(files: Sequence[Path]) -> str:
    return f"select * from read_parquet([{_quoted(files)}], hive_partitioning = true, hive_types = {{'day': date}})"


def _no_rows_of(dataset: Dataset, connection: duckdb.DuckDBPyConnection) -> str:
    empty = connection.from_arrow(dataset.empty().to_arrow())
    columns = zip((*empty.columns, "day"), (*empty.types, "date"), strict=True)
    return f"select {', '.join(f'cast(null as {dtype}) as {name}' for name, dtype in columns)} where false"
