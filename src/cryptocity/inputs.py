"""What goes into an audit or a build: a fixed list of landed partitions, named by the hashes of their files.

A partition's files never change; where an extraction replaces the partition they are gone. So what was listed is either
still there, the same to the byte, or it is missed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb
import msgspec
import polars as pl

from cryptocity.dataset import Column, Dataset
from cryptocity.errors import ContractBroken, LakeIncomplete, StoreBusy
from cryptocity.lake import Lake, Manifest
from cryptocity.money import table
from cryptocity.payloads import digest
from cryptocity.sources import DATASETS
from cryptocity.sources.merchants.datasets import MORE_AWAITED, RECEIPT_LINES, RECEIPTS
from cryptocity.window import parse_day

_Key = tuple[str, str]

_DATASETS_OF = Counter(dataset.source for dataset in DATASETS)
_AWAITED = frozenset({RECEIPTS.id, RECEIPT_LINES.id})
_NAMING_PERSONS = frozenset(dataset.id for dataset in DATASETS if dataset.names_persons)


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


class Partition(msgspec.Struct, frozen=True):
    """A landed partition; `files` are the names of its files, which tell their bytes.

    `awaits_more` tells whether its source said that more of the day might still come, None where that was not kept.
    """

    dataset: str
    day: str
    contract: str
    extraction: str
    rows_received: int
    rows_landed: int
    rows_quarantined: int
    coverage: tuple[tuple[int, int, int], ...]
    files: tuple[str, ...]
    drift: tuple[tuple[str, int], ...] = ()
    is_whole: bool = True
    key: str = ""
    awaits_more: bool | None = None


def read_inputs(lake: Lake) -> tuple[Partition, ...]:
    """Return every landed partition of every whole day: one on which each source of this home has landed.

    Raises LakeIncomplete: a source day is half landed, or days name persons by two keys; StoreBusy: a source day is
    being landed just now.
    """
    partitions = _whole_sources(lake)
    incomplete = _incomplete(partitions)
    whole = tuple(partition for partition in partitions if partition.day not in incomplete)
    _must_be_of_one_key(whole)
    return whole


def _must_be_of_one_key(partitions: Sequence[Partition]) -> None:
    """Raise LakeIncomplete where one person would appear under two pseudonyms."""
    first: dict[str, Partition] = {}
    for partition in partitions:
        if partition.dataset in _NAMING_PERSONS:
            first.setdefault(partition.key, partition)
    if len(first) > 1:
        one, other, *_ = (f"{partition.dataset} {partition.day}" for partition in first.values())
        raise LakeIncomplete(f"{one} and {other} name persons by two pseudonym keys: run `cryptocity rekey`")


def incomplete_days(lake: Lake) -> dict[str, tuple[str, ...]]:
    """Return the days that are left out, each with the sources of this home that have not landed it."""
    return _incomplete(tuple(_landed(lake)))


def _incomplete(partitions: Sequence[Partition]) -> dict[str, tuple[str, ...]]:
    days: dict[str, set[str]] = defaultdict(set)
    for partition in partitions:
        days[partition.dataset.partition(".")[0]].add(partition.day)
    missing = {day: tuple(source for source in days if day not in days[source]) for day in set().union(*days.values())}
    return {day: sources for day, sources in sorted(missing.items()) if sources}


def _whole_sources(lake: Lake) -> tuple[Partition, ...]:
    partitions = tuple(_landed(lake))
    half_landed = _half_landed(partitions)
    if not half_landed:
        return partitions
    source, day = half_landed[0]
    with lake.writer(source, parse_day(day)):
        if half_landed[0] in _half_landed(tuple(_landed(lake))):
            raise LakeIncomplete(f"{source} {day} is half landed: extract it again")
    return _whole_sources(lake)


def hash_of_inputs(inputs: Sequence[Partition]) -> str:
    """Return one hash of what landed: of dataset, day, file and contract of every partition."""
    rows = sorted((part.dataset, part.day, file, part.contract) for part in inputs for file in part.files)
    return digest(msgspec.json.encode(rows))


def changed_days(before: Sequence[Partition], after: Sequence[Partition]) -> tuple[str, ...]:
    """Return the days on which the two lists differ: one has a dataset that the other has not, or has other bytes."""
    rows = ({(part.dataset, part.day): (part.files, part.contract) for part in parts} for parts in (before, after))
    return tuple(sorted({day for _, day in _unequal(*rows)}))


def _unequal(one: Mapping[_Key, object], other: Mapping[_Key, object]) -> set[_Key]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def are_there(inputs: Sequence[Partition], lake: Lake) -> bool:
    """Tell whether every listed partition is still as it was."""
    return all(path.exists() for partition in inputs for path in _paths(partition, lake))


def lay_views(inputs: Sequence[Partition], lake: Lake, database: Path) -> None:
    """Write a schema for every source, with a view for every dataset over the files of these partitions.

    Views that are there already are replaced.
    A dataset of which nothing is listed is a view without rows. Views carry the contract's columns and `day`.
    Raises StoreBusy: a listed partition has been replaced since.
    """
    landed = landed_files(inputs, replace(lake, home=lake.home.resolve()))
    with duckdb.connect(database) as connection:
        for dataset in DATASETS:
            paths = [str(path) for path in landed[dataset.id]]
            rows = _rows_of(paths) if paths else _no_rows_of(dataset, connection)
            connection.execute(f"create schema if not exists {dataset.source}")
            connection.execute(f"create or replace view {dataset.id} as {rows}")
        connection.execute("checkpoint")  # closing would do it as well, but not tell where it cannot


def landed_files(inputs: Sequence[Partition], lake: Lake) -> dict[str, list[Path]]:
    """Return the files of these partitions by dataset; of a dataset that is not listed there are none.

    Raises StoreBusy: a listed partition has been replaced since.
    """
    if not are_there(inputs, lake):
        raise StoreBusy("an extraction has replaced a partition meanwhile; audit and build again")
    landed: dict[str, list[Path]] = {dataset.id: [] for dataset in DATASETS}
    for partition in inputs:
        landed[partition.dataset] += _paths(partition, lake)
    return landed


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


def _paths(partition: Partition, lake: Lake) -> Iterator[Path]:
    source, _, name = partition.dataset.partition(".")
    return (lake.home.joinpath("lake", "raw", source, name, f"day={partition.day}", file) for file in partition.files)


def _landed(lake: Lake) -> Iterator[Partition]:
    for dataset in DATASETS:
        for day in lake.days(dataset):
            manifest = lake.manifest(dataset, day)
            if manifest and manifest.contract != dataset.fingerprint:
                raise ContractBroken(f"{dataset.id} {day} landed under another contract: extract it again")
            if manifest:
                yield partition_of(manifest)


def partition_of(manifest: Manifest) -> Partition:
    """Return what a manifest says of its partition."""
    return Partition(
        dataset=manifest.dataset,
        day=manifest.day,
        contract=manifest.contract,
        extraction=manifest.extraction,
        rows_received=manifest.rows_received,
        rows_landed=manifest.rows_landed,
        rows_quarantined=manifest.rows_quarantined,
        coverage=manifest.coverage,
        files=tuple(file.name for file in manifest.files),
        drift=manifest.drift,
        is_whole=manifest.is_whole,
        key=manifest.key,
        awaits_more=manifest.dataset in _AWAITED
        and any(payload.name.startswith(MORE_AWAITED) for payload in manifest.payloads),
    )


def _half_landed(partitions: Sequence[Partition]) -> list[tuple[str, str]]:
    """Return the source days of which a dataset is missing or comes from another extraction."""
    extractions: dict[tuple[str, str], list[str]] = defaultdict(list)
    for partition in partitions:
        source = partition.dataset.partition(".")[0]
        extractions[source, partition.day].append(partition.extraction)
    return [
        (source, day)
        for (source, day), found in sorted(extractions.items())
        if len(found) != _DATASETS_OF[source] or len(set(found)) != 1
    ]


def _rows_of(paths: Sequence[str]) -> str:
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"select * from read_parquet([{listed}], hive_partitioning = true, hive_types = {{'day': date}})"


def _no_rows_of(dataset: Dataset, connection: duckdb.DuckDBPyConnection) -> str:
    empty = connection.from_arrow(dataset.empty().to_arrow())
    columns = zip((*empty.columns, "day"), (*empty.types, "date"), strict=True)
    return f"select {', '.join(f'cast(null as {dtype}) as {name}' for name, dtype in columns)} where false"
