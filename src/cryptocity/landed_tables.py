"""What landed, as tables and views of a DuckDB file: where an audit or a build finds the partitions that go into it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import duckdb
import msgspec
import polars as pl

from cryptocity.dataset import Column, Dataset
from cryptocity.inputs import Partition, landed_files
from cryptocity.lake import Lake
from cryptocity.money import table
from cryptocity.payloads import digest
from cryptocity.sources import DATASETS
from cryptocity.window import parse_day

Copied = dict[str, tuple[str, ...]]
"""By day, what copied the rows that a table holds, their contract, and their files as they were."""

MOST_ROWS_COPIED = 1_000_000
_COPIED_BY = f"cryptocity {version('cryptocity')}, duckdb {version('duckdb')}"
_SOURCES = frozenset(dataset.source for dataset in DATASETS)
_NAMES = frozenset(dataset.id for dataset in DATASETS)
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


def is_readable(database: Path) -> bool:
    """Tell whether a DuckDB file is there and opens."""
    try:
        with duckdb.connect(database, read_only=True):
            return True
    except duckdb.Error:
        return False


def lay_landed(inputs: Sequence[Partition], lake: Lake, database: Path) -> None:
    """Write a schema for every source, and in it the rows of every dataset: the contract's columns and `day`.

    A dataset of few rows is copied into a table: opening its files, one a day, takes longer than reading their rows,
    and each query would open them again. Any other is a view over its files; where nothing is listed, one without rows.
    A table's comment says what it was copied from, and by what. To one that is there already only days are added that
    are newer than all that it keeps, so that rows lie in the order of their days. What a former dataset left goes.

    Raises StoreBusy: a listed partition has been replaced since.
    """
    landed, parts = landed_files(inputs, lake), _by_dataset(inputs)
    try:
        with duckdb.connect(database) as connection:
            connection.execute("begin")
            before = _copied_before(connection)
            _drop_unknown(connection)
            for dataset in DATASETS:
                connection.execute(f"create schema if not exists {dataset.source}")
                _lay(dataset, parts[dataset.id], landed[dataset.id], before.get(dataset.id), connection)
            connection.execute("commit")
            connection.execute("checkpoint")  # closing would do it as well, but not tell where it cannot
    except (duckdb.IOException, FileNotFoundError):
        landed_files(inputs, lake)  # says so where a file is gone; else the disk itself is at fault
        raise


def days_as_landed(inputs: Sequence[Partition], lake: Lake) -> dict[str, str]:
    """Return of each day a hash of all that its tables and views rest on: manifests, files as they are, and readers.

    Raises StoreBusy: a listed partition has been replaced since.
    """
    landed = landed_files(inputs, lake)
    days = defaultdict[str, list[object]](lambda: [_COPIED_BY])
    for partition in sorted(inputs, key=lambda each: (each.dataset, each.day)):
        days[partition.day].append(partition)
    for files in landed.values():
        for file in files:
            days[_day_of(file)].append(_stamp(file))
    return {day: digest(msgspec.json.encode(rests_on)) for day, rests_on in sorted(days.items())}


def _by_dataset(inputs: Sequence[Partition]) -> Mapping[str, Sequence[Partition]]:
    parts: dict[str, list[Partition]] = {dataset.id: [] for dataset in DATASETS}
    for partition in inputs:
        parts[partition.dataset].append(partition)
    return parts


def _copied_before(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Copied]:
    """Return what each table of a dataset was copied from."""
    found = connection.execute("select schema_name, table_name, comment from duckdb_tables()").fetchall()
    named = ((f"{schema}.{name}", comment) for schema, name, comment in found)
    return {name: msgspec.json.decode(comment or "{}", type=Copied) for name, comment in named if name in _NAMES}


def _day_of(file: Path) -> str:
    return file.parent.name.removeprefix("day=")


def _stamp(file: Path) -> str:
    """Return what changes with a file's bytes: one that somebody has written over is copied, and so audited, again."""
    told = file.stat()
    return f"{file.name} {told.st_size} {told.st_mtime_ns}"


def _drop_unknown(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop every table and view in the schema of a source that is of no dataset, or no more."""
    found = connection.execute("select table_schema, table_name, table_type from information_schema.tables").fetchall()
    for schema, name, kind in found:
        if schema in _SOURCES and f"{schema}.{name}" not in _NAMES:
            connection.execute(f"drop {'view' if kind == 'VIEW' else 'table'} {schema}.{name}")


def _lay(
    dataset: Dataset,
    parts: Sequence[Partition],
    files: Sequence[Path],
    before: Copied | None,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Lay one dataset. `before` is what its table was copied from, None where it has none."""
    copied: Copied = {part.day: (_COPIED_BY, part.contract) for part in parts}
    for file in files:
        copied[_day_of(file)] += (_stamp(file),)
    changed = {day for day in copied.keys() | (before or {}).keys() if copied.get(day) != (before or {}).get(day)}
    kept, new_files = copied.keys() - changed, [file for file in files if _day_of(file) in changed]
    is_table = bool(files) and sum(part.rows_landed for part in parts) <= MOST_ROWS_COPIED
    is_appended = all(_day_of(file) > max(kept) for file in new_files) if kept else False
    if is_table and before and is_appended:
        connection.execute(f"delete from {dataset.id} where list_contains([{_quoted(changed)}], cast(day as varchar))")
        if new_files:
            connection.execute(f"insert into {dataset.id} by name {_rows_of(new_files)}")
    else:
        connection.execute(f"drop {'view' if before is None else 'table'} if exists {dataset.id}")
        rows = _rows_of(files) if files else _no_rows_of(dataset, connection)
        connection.execute(f"create {'table' if is_table else 'view'} {dataset.id} as {rows}")
    if is_table:
        connection.execute(f"comment on table {dataset.id} is {_quoted([msgspec.json.encode(copied).decode()])}")


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
        connection.execute("create schema if not exists lake")
        connection.execute("create or replace table lake.partitions as from partitions")
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
