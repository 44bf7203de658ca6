"""What goes into an audit or a build: a fixed list of landed partitions, named by the hashes of their files.

A partition's files never change; where an extraction replaces the partition they are gone. So what was listed is either
still there, the same to the byte, or it is missed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from cryptocity.errors import ContractBroken, LakeIncomplete, StoreBusy
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import digest
from cryptocity.sources import DATASETS
from cryptocity.sources.merchants.datasets import MORE_AWAITED, RECEIPT_LINES, RECEIPTS
from cryptocity.window import parse_day

_Key = tuple[str, str]

_DATASETS_OF = Counter(dataset.source for dataset in DATASETS)
_AWAITED = frozenset({RECEIPTS.id, RECEIPT_LINES.id})
_NAMING_PERSONS = frozenset(dataset.id for dataset in DATASETS if dataset.names_persons)


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
    return all(path.exists() for partition in inputs for path in _paths(partition, lake.home))


def landed_files(inputs: Sequence[Partition], lake: Lake) -> dict[str, list[Path]]:
    """Return the files of these partitions by dataset; of a dataset that is not listed there are none.

    Raises StoreBusy: a listed partition has been replaced since.
    """
    if not are_there(inputs, lake):
        raise StoreBusy("an extraction has replaced a partition meanwhile; audit and build again")
    landed: dict[str, list[Path]] = {dataset.id: [] for dataset in DATASETS}
    home = lake.home.resolve()
    for partition in inputs:
        landed[partition.dataset] += _paths(partition, home)
    return landed


def _paths(partition: Partition, home: Path) -> Iterator[Path]:
    folder = "/".join(("lake/raw", *partition.dataset.split("."), f"day={partition.day}"))
    return (Path(f"{home}/{folder}/{file}") for file in partition.files)


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
