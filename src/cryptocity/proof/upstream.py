"""From the marts to the answers as received: partitions, payloads, decoded and proven anew in a folder of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from msgspec.structs import replace as replace_field

from cryptocity.access import Access
from cryptocity.dataset import Dataset
from cryptocity.dbt_invocation import Progress
from cryptocity.errors import CryptocityError, LakeIncomplete, ProofFailed, ProofImpossible, SourceContradiction
from cryptocity.extraction import land_archived
from cryptocity.inputs import Partition, partition_of
from cryptocity.lake import MANIFEST, Lake, Manifest
from cryptocity.payloads import extraction_of
from cryptocity.proof.published import marts_behind, must_have, nodes_of, read_inputs, read_lineage
from cryptocity.proof.subject import Subject
from cryptocity.sources import DATASETS
from cryptocity.window import parse_day

_BLOCKS = ("onchain.blocks", "bitcoin.blocks", "tron.blocks")
_BY_ID = {dataset.id: dataset for dataset in DATASETS}


@dataclass(frozen=True)
class SourceDay:
    """A source's city day: what one extraction landed, all datasets of it."""

    source: str
    day: date
    lake: Lake
    partitions: tuple[Partition, ...]

    def __str__(self) -> str:
        """Return source and day."""
        return f"{self.source} {self.day}"

    @property
    def manifests(self) -> dict[Dataset, Manifest]:
        """Return the manifests as they are in the lake, by dataset. Raises ProofFailed: one is gone or damaged."""
        found = {}
        for dataset in (_BY_ID[partition.dataset] for partition in self.partitions):
            try:
                manifest = self.lake.manifest(dataset, self.day)
            except LakeIncomplete as error:
                raise ProofFailed(f"{manifest_path(self, dataset)} was changed: {error}") from None
            if manifest is None:
                raise ProofFailed(f"{manifest_path(self, dataset)} is missing")
            found[dataset] = manifest
        return found


@dataclass(frozen=True)
class Days:
    """The source days that the marts behind a subject rest on, found when they are first asked for."""

    subject: Subject
    lake: Lake

    @cached_property
    def known(self) -> tuple[SourceDay, ...]:
        """Return them. Raises ProofImpossible: the release does not keep its lineage."""
        return source_days(self.subject, self.lake)


def source_days(subject: Subject, lake: Lake) -> tuple[SourceDay, ...]:
    """Return the source days that the marts behind the queries rest on. Raises ProofImpossible: no lineage is kept."""
    sources = {dataset.partition(".")[0] for dataset in datasets_behind(subject)}
    by_day: dict[tuple[str, str], list[Partition]] = defaultdict(list)
    for partition in read_inputs(subject):
        by_day[partition.dataset.partition(".")[0], partition.day].append(partition)
    return tuple(
        SourceDay(source, parse_day(day), lake, tuple(partitions))
        for (source, day), partitions in sorted(by_day.items())
        if source in sources
    )


def datasets_behind(subject: Subject) -> tuple[str, ...]:
    """Return the datasets that the marts behind the queries are made of, through dbt's lineage."""
    lineage, marts = read_lineage(subject), marts_behind(subject)
    nodes_of(marts, lineage)
    return tuple(sorted(lineage.datasets(lineage.upstream(marts)) & set(_BY_ID)))


def check_partitions(days: Sequence[SourceDay], progress: Progress) -> str:
    """Check that the partitions are those that the release lists, manifest and files, to the byte.

    Raises ProofImpossible: one was replaced by a later extraction, which is as it should be.
    """
    files = 0
    for done, day in enumerate(days, start=1):
        manifests = _decoded(day)
        _must_be_whole(day, manifests)
        for partition, (dataset, manifest) in zip(day.partitions, manifests.items(), strict=True):
            _must_be_listed(partition, manifest, manifest_path(day, dataset))
            for file in manifest.files:
                path = day.lake.partition(dataset, day.day) / file.name
                must_have(path, file.sha256)
                files += 1
        progress("source days of partitions", done, len(days))
    datasets = {partition.dataset for day in days for partition in day.partitions}
    return f"{files:,} files of {len(datasets)} datasets, {len(days)} source days, are those that inputs.json lists"


def check_payloads(days: Sequence[SourceDay], progress: Progress) -> str:
    """Check that every archived answer of the source days has its hash."""
    count = size = 0
    for done, day in enumerate(days, start=1):
        for file in next(iter(day.manifests.values())).payloads:
            must_have(day.lake.archive(day.source, day.day) / file.name, file.sha256)
            count, size = count + 1, size + file.size
        progress("source days of payloads", done, len(days))
    return f"{count:,} answers as received, {size:,} bytes, have their hashes"


@dataclass
class Replay:
    """Source days decoded and proven anew from their archived answers; `sample` of them, or all."""

    found: Days
    access: Access
    sample: int | None
    blocks: list[tuple[Dataset, pl.DataFrame]] = field(default_factory=list)
    sealed: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    proven: int = 0

    @property
    def days(self) -> Sequence[SourceDay]:
        """Return all source days."""
        return self.found.known

    @property
    def chosen(self) -> Sequence[SourceDay]:
        """Return the days to decode: all, or as many as asked for, spread evenly over sources and days."""
        if self.sample is None or self.sample >= len(self.days):
            return self.days
        return [self.days[place * len(self.days) // self.sample] for place in range(self.sample)]

    def check(self) -> str:
        """Check that the answers decode to the same bytes. Raises ProofImpossible: none of them could be opened."""
        offline = replace(self.access, endpoints={}, progress=lambda _, __, ___: None)
        for done, day in enumerate(self.chosen, start=1):
            if not next(iter(day.manifests.values())).payloads:
                self.bare.append(str(day))
            elif _is_sealed(day):
                self.sealed.append(str(day))
            else:
                self.blocks += _replayed(day, offline)
                self.proven += 1
            self.access.progress("source days decoded", done, len(self.chosen))
        said = f"{self.proven} of {len(self.days)} source days decode again to the same bytes, manifests included"
        if self.bare:
            raise ProofImpossible(f"{said}; landed without an archived answer: {', '.join(self.bare)}")
        if not self.sealed:
            return said
        raise ProofImpossible(
            f"{said}; sealed with another key than CRYPTOCITY_PSEUDONYM_KEY: {', '.join(self.sealed)}"
        )

    def check_blocks(self) -> str:
        """Say which blocks were proven while they were decoded."""
        if not any(day.source == dataset.partition(".")[0] for day in self.days for dataset in _BLOCKS):
            return "nothing upstream comes from a chain"
        counts: dict[tuple[str, str], int] = defaultdict(int)
        for dataset, blocks in self.blocks:
            for verification, number in blocks.group_by("verification").len().iter_rows():
                counts[dataset.source, verification] += number
        said = ", ".join(f"{source}: {number:,} {how}" for (source, how), number in sorted(counts.items()))
        return f"{said or 'none'} blocks, recomputed from their payloads: {_RECOMPUTED}"


_RECOMPUTED = (
    "EVM header hash, transactions, receipts and withdrawals roots, senders; Bitcoin work, ids, merkle root, witness "
    "commitment; Tron block id, transactions root, signatures"
)


def manifest_path(day: SourceDay, dataset: Dataset) -> Path:
    """Return where the manifest of a partition is."""
    return day.lake.partition(dataset, day.day) / MANIFEST


def _decoded(day: SourceDay) -> Mapping[Dataset, Manifest]:
    """Return the manifests, each of which must be written as the lake writes it, to the byte."""
    manifests = day.manifests
    for dataset, manifest in manifests.items():
        path = manifest_path(day, dataset)
        if path.read_bytes() != manifest.written:
            raise ProofFailed(f"{path} was changed: the lake does not write it so")
    return manifests


def _must_be_whole(day: SourceDay, manifests: Mapping[Dataset, Manifest]) -> None:
    """Check that the manifests of a source day state one extraction, and that it follows from what they list."""
    one, *others = manifests.items()
    for dataset, manifest in others:
        if (manifest.extraction, manifest.payloads) != (one[1].extraction, one[1].payloads):
            raise ProofFailed(
                f"{manifest_path(day, dataset)} is not of one extraction with {manifest_path(day, one[0])}"
            )
    hashes = [file.sha256 for manifest in manifests.values() for file in manifest.files]
    if extraction_of(one[1].payloads, hashes) != one[1].extraction:
        paths = ", ".join(str(manifest_path(day, dataset)) for dataset in manifests)
        raise ProofFailed(f"{day}: the extraction does not follow from files and payloads; changed is one of {paths}")


def _must_be_listed(partition: Partition, manifest: Manifest, path: Path) -> None:
    found = partition_of(manifest)
    if found == partition or replace_field(found, awaits_more=None) == partition:  # an older release does not keep it
        return
    if manifest.extraction != partition.extraction:
        raise ProofImpossible(f"{path} was replaced since: {manifest.dataset} {manifest.day} landed anew")
    raise ProofFailed(f"{path} was changed: it says other than inputs.json of the release")


def _is_sealed(day: SourceDay) -> bool:
    """Tell whether an answer, whose bytes are known to be right, does not open: then the key is another."""
    manifests = day.manifests
    if any(manifest.key not in ("", day.lake.seal.fingerprint) for manifest in manifests.values()):
        return True
    answers = day.lake.payloads(next(iter(manifests)), day.day)
    personal = next((answer for answer in answers if answer.personal), None)
    try:
        return personal is not None and not isinstance(personal.content, bytes)
    except LakeIncomplete:
        return True


def _replayed(day: SourceDay, access: Access) -> list[tuple[Dataset, pl.DataFrame]]:
    """Land a day in a home of its own, hold it against the lake's, and return the blocks that were proven."""
    manifests = day.manifests
    with TemporaryDirectory(prefix="cryptocity-") as folder:
        aside = replace(day.lake, home=Path(folder))
        answers = day.lake.payloads(next(iter(manifests)), day.day)
        try:
            land_archived(day.source, answers, day.day, aside, access=access)
        except SourceContradiction as error:
            raise ProofFailed(f"{day}: a payload disproves itself: {error}") from None
        except CryptocityError as error:
            raise ProofFailed(f"{day}: the payloads do not decode: {error}") from None
        for dataset, manifest in manifests.items():
            again = aside.manifest(dataset, day.day)
            if again != manifest:
                raise ProofFailed(
                    f"{manifest_path(day, dataset)}: its payloads decode to other rows now{_apart(manifest, again)}"
                )
        return [(dataset, aside.rows(dataset, day.day)) for dataset in manifests if dataset.id in _BLOCKS]


def _apart(manifest: Manifest, again: Manifest | None) -> str:
    if again is None:
        return " (to none)"
    fields = (name for name in manifest.__struct_fields__ if getattr(manifest, name) != getattr(again, name))
    return f" ({', '.join(fields)} differ)"
