"""The lake: landed tables as Parquet by city day, each partition with a manifest that is written last.

Readers go through the manifest, never through a glob, so they see a whole partition or the one before it. A partition's
files are named after their own bytes. The same answers in, the same bytes out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast

import msgspec
import polars as pl

from cryptocity import atomic
from cryptocity.dataset import Dataset
from cryptocity.errors import ContractBroken, LakeIncomplete, SourceContradiction
from cryptocity.landing import Gathering, Landing, Rejected
from cryptocity.payloads import Answer, Archived, Payload, Seal, StoredFile, digest, digest_of, extraction_of
from cryptocity.runs import Runs, parquet_of
from cryptocity.settings import Settings
from cryptocity.window import parse_day

MANIFEST = "manifest.json"
_REJECTED = "rejected.jsonl"


class Manifest(msgspec.Struct, frozen=True):
    """What a partition holds. `extraction` is shared by all datasets of one source day.

    `coverage` lists chain, first and last height where a day lands in pieces; `drift` the fields that no contract
    names, each with the number of items that held it; `key` which pseudonym key was used, empty where none was.
    """

    dataset: str
    day: str
    contract: str
    extraction: str
    rows_received: int
    rows_landed: int
    rows_quarantined: int
    coverage: tuple[tuple[int, int, int], ...]
    files: tuple[StoredFile, ...]
    payloads: tuple[StoredFile, ...]
    drift: tuple[tuple[str, int], ...] = ()
    is_whole: bool = True
    key: str = ""

    @property
    def written(self) -> bytes:
        """Return the manifest as it stands in the lake."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    def __str__(self) -> str:
        """Return the partition in one line."""
        drift = "".join(f"; new field {name} in {count:,}" for name, count in self.drift)
        return (
            f"{self.dataset} {self.day}: {self.rows_received:,} received, {self.rows_landed:,} landed, "
            f"{self.rows_quarantined:,} quarantined{drift}{'' if self.is_whole else '; a part of the day'}"
        )


@dataclass(frozen=True)
class Lake:
    """The landed tables, quarantine and payload archive below one home directory.

    Rows that arrive in parts go to disk, until their day is whole, as soon as there are `rows_in_memory` of them.
    """

    home: Path
    seal: Seal = field(repr=False)
    rows_in_memory: int = 1_000_000

    def days(self, dataset: Dataset) -> tuple[date, ...]:
        """Return the days that have landed, in order."""
        found = self._root(dataset).glob(f"day=*/{MANIFEST}")
        return tuple(sorted(parse_day(path.parent.name.removeprefix("day=")) for path in found))

    def manifest(self, dataset: Dataset, day: date) -> Manifest | None:
        """Return the manifest of a partition, or None where nothing has landed."""
        path = self.partition(dataset, day) / MANIFEST
        try:
            return msgspec.json.decode(path.read_bytes(), type=Manifest)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except msgspec.DecodeError as error:
            raise LakeIncomplete(f"{dataset.id} {day}: damaged manifest ({error}); extract the day again") from None

    def files(self, dataset: Dataset, day: date) -> tuple[Path, ...]:
        """Return the Parquet files of a partition. Raises LakeIncomplete where one is missing or of another size."""
        manifest = self.manifest(dataset, day)
        paths = []
        for file in manifest.files if manifest else ():
            path = self.partition(dataset, day) / file.name
            if not path.exists() or path.stat().st_size != file.size:
                raise LakeIncomplete(f"{dataset.id} {day}: {file.name} is missing or damaged; extract the day again")
            paths.append(path)
        return tuple(paths)

    def rows(self, dataset: Dataset, day: date) -> pl.DataFrame:
        """Return the rows of a partition: none where nothing has landed, the new ones if it is replaced meanwhile."""
        manifest = self.manifest(dataset, day)
        try:
            paths = self.files(dataset, day)
            return pl.read_parquet(list(paths), hive_partitioning=False) if paths else dataset.empty()
        except (FileNotFoundError, LakeIncomplete):
            if self.manifest(dataset, day) == manifest:
                raise
            return self.rows(dataset, day)

    def rejected(self, dataset: Dataset, day: date) -> tuple[Rejected, ...]:
        """Return the quarantined rows of a partition."""
        path = self.quarantine(dataset, day) / _REJECTED
        lines = path.read_bytes().splitlines() if path.exists() else []
        return tuple(msgspec.json.decode(line, type=Rejected) for line in lines)

    def payloads(self, dataset: Dataset, day: date) -> tuple[Archived, ...]:
        """Return the answers, as received, from which the dataset's source day was made."""
        manifest = self.manifest(dataset, day)
        folder = self.archive(dataset.source, day)
        return tuple(Archived(folder, file, self.seal) for file in (manifest.payloads if manifest else ()))

    def keep_evidence(self, dataset: Dataset, day: date, evidence: Sequence[Payload]) -> None:
        """Keep contradicting answers in quarantine, as received."""
        for payload in evidence:
            atomic.write_file(self.quarantine(dataset, day) / payload.name, payload.content)

    @contextmanager
    def writer(self, source: str, day: date) -> Iterator["Writer"]:
        """Yield the only writer of a source day. Raises StoreBusy where another process holds it."""
        with atomic.sole_writer(self.home / "locks" / f"{source}-{day}", f"{source} {day}"):
            writer = Writer(self, source, day)
            atomic.discard(writer.scratch)  # what an extraction that was killed left
            try:
                yield writer
            finally:
                atomic.discard(writer.scratch)

    def _root(self, dataset: Dataset) -> Path:
        return self.home.joinpath("lake", "raw", dataset.source, dataset.name)

    def partition(self, dataset: Dataset, day: date) -> Path:
        """Return the folder of a partition's Parquet files and manifest."""
        return self._root(dataset) / f"day={day}"

    def quarantine(self, dataset: Dataset, day: date) -> Path:
        """Return the folder of a partition's quarantined rows and evidence."""
        return self.home / "quarantine" / dataset.source / dataset.name / f"day={day}"

    def archive(self, source: str, day: date) -> Path:
        """Return the folder of a source day's archived answers."""
        return self.home / "lake" / "payloads" / source / f"day={day}"


def lake_of(settings: Settings) -> Lake:
    """Return the lake that the settings describe."""
    former = settings.pseudonym_key_old.get_secret_value().encode() if settings.pseudonym_key_old else None
    return Lake(settings.home, Seal(settings.pseudonym_key.get_secret_value().encode(), former))


@dataclass(frozen=True)
class Writer:
    """Lands one source day: data files first, manifests last, leftovers of earlier attempts removed after that."""

    lake: Lake
    source: str
    day: date

    @property
    def scratch(self) -> Path:
        """Return the folder of rows gathered on disk, which is gone when the writer is."""
        return self.lake.home / "lake" / "aside" / f"{self.source}-{self.day}"

    def gathering(self, dataset: Dataset) -> Gathering:
        """Return where to gather the rows of a dataset that may be too many to hold."""
        return Gathering(dataset, Runs(dataset, self.scratch / dataset.name, self.lake.rows_in_memory))

    def keep(self, payload: Payload) -> Archived:
        """Put an answer down as it will be archived, so that nobody need hold it until the day is committed."""
        folder = self.scratch / "payloads"
        return Archived(folder, _put(folder, *self.lake.seal.close(payload)), self.lake.seal)

    def commit(self, landings: Sequence[Landing], payloads: Sequence[Answer]) -> tuple[Manifest, ...]:
        """Replace the source day by these rows.

        Raises ContractBroken: a table breaks its Dataset, or rows received differ from rows landed plus quarantined;
        SourceContradiction: an empty answer would take the place of rows.
        """
        for landing in landings:
            self._must_not_empty(landing)
        tables = [(landing, self._checked_parquet(landing)) for landing in landings]
        archived = self._archive_payloads(payloads)
        extraction = extraction_of(archived, [parquet.sha256 for _, (parquet, _) in tables])
        manifests = []
        for landing, (file, content) in tables:
            self._write_aside(landing, file, content)
            manifests.append(self._manifest(landing, file, archived=archived, extraction=extraction))
        for landing, manifest in zip(landings, manifests, strict=True):
            atomic.write_file(self.lake.partition(landing.dataset, self.day) / MANIFEST, manifest.written)
        self._clear_leftovers(landings, archived)
        return tuple(manifests)

    def _must_not_empty(self, landing: Landing) -> None:
        before = None if landing.dataset.may_be_empty or landing.received else self._landed_before(landing.dataset)
        if before and before.rows_landed:
            raise SourceContradiction(
                f"{landing.dataset.id} {self.day}: the source now sends nothing, but {before.rows_landed:,} rows have "
                f"landed; if it is right, remove {self.lake.partition(landing.dataset, self.day)} first"
            )

    def _landed_before(self, dataset: Dataset) -> Manifest | None:
        try:
            return self.lake.manifest(dataset, self.day)
        except LakeIncomplete:
            return None

    def _archive_payloads(self, payloads: Sequence[Answer]) -> tuple[StoredFile, ...]:
        ordered = sorted(payloads, key=lambda payload: payload.name)
        return tuple(self._archive(payload) for payload in ordered)

    def _archive(self, payload: Answer) -> StoredFile:
        folder = self.lake.archive(self.source, self.day)
        if isinstance(payload, Payload):
            return _put(folder, *self.lake.seal.close(payload))
        if payload.folder.is_relative_to(self.scratch):
            atomic.move_file(payload.folder / payload.file.name, folder / payload.file.name)
        elif payload.folder != folder or self.lake.seal.former:  # sealed anew, if it is sealed with the former key
            return _put(folder, *self.lake.seal.close(Payload(payload.name, payload.content, payload.personal)))
        return payload.file

    def _checked_parquet(self, landing: Landing) -> tuple[StoredFile, bytes | Path]:
        rows = landing.rows.table() if isinstance(landing.rows, Runs) else landing.rows
        landing.must_add_up()
        if rows is not None:
            content = parquet_of(landing.dataset.arrange(rows))
            sha256 = digest(content)
            return StoredFile(f"part-{sha256[:16]}.parquet", sha256, len(content)), content
        return self._joined_runs(landing.dataset, cast("Runs", landing.rows))

    def _joined_runs(self, dataset: Dataset, runs: Runs) -> tuple[StoredFile, Path]:
        if repeated := runs.repeated(dataset.key):
            raise ContractBroken(f"{dataset.id}: the key {', '.join(dataset.key)} is not unique ({len(repeated)} rows)")
        path = self.scratch / f"{dataset.name}.parquet"
        runs.join(path)
        sha256 = digest_of(path)
        return StoredFile(f"part-{sha256[:16]}.parquet", sha256, path.stat().st_size), path

    def _write_aside(self, landing: Landing, file: StoredFile, content: bytes | Path) -> None:
        final = self.lake.partition(landing.dataset, self.day) / file.name
        if isinstance(content, Path):
            atomic.move_file(content, final)
        else:
            _put(final.parent, file.name, content)
        if landing.rejected:
            lines = b"".join(msgspec.json.encode(row) + b"\n" for row in landing.rejected)
            atomic.write_file(self.lake.quarantine(landing.dataset, self.day) / _REJECTED, lines)

    def _manifest(
        self, landing: Landing, file: StoredFile, *, archived: tuple[StoredFile, ...], extraction: str
    ) -> Manifest:
        return Manifest(
            dataset=landing.dataset.id,
            day=str(self.day),
            contract=landing.dataset.fingerprint,
            extraction=extraction,
            rows_received=landing.received,
            rows_landed=landing.rows.height,
            rows_quarantined=len(landing.rejected),
            coverage=landing.coverage,
            files=(file,),
            payloads=archived,
            drift=tuple(sorted(landing.drift.items())),
            is_whole=landing.is_whole,
            key=self.lake.seal.fingerprint if landing.dataset.names_persons else "",
        )

    def _clear_leftovers(self, landings: Sequence[Landing], archived: tuple[StoredFile, ...]) -> None:
        for landing in landings:
            manifest = self.lake.manifest(landing.dataset, self.day)
            kept = {MANIFEST, *(file.name for file in (manifest.files if manifest else ()))}
            _remove_others(self.lake.partition(landing.dataset, self.day), kept)
            if not landing.rejected:
                (self.lake.quarantine(landing.dataset, self.day) / _REJECTED).unlink(missing_ok=True)
        _remove_others(self.lake.archive(self.source, self.day), {file.name for file in archived})


def _put(folder: Path, name: str, content: bytes) -> StoredFile:
    stored = StoredFile(name, digest(content), len(content))
    path = folder / name
    if not (path.exists() and path.stat().st_size == stored.size and digest(path.read_bytes()) == stored.sha256):
        atomic.write_file(path, content)
    return stored


def _remove_others(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir() if folder.exists() else ():
        if path.name not in kept:
            path.unlink()
