"""The lake: landed tables as Parquet by city day, each partition with a manifest that is written last.

Readers go through the manifest, never through a glob, so they see a whole partition or the one before it. A partition's
files are named after their own bytes. The same answers in, the same bytes out.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec
import polars as pl

from cryptocity import atomic
from cryptocity.dataset import Dataset
from cryptocity.errors import ContractBroken, LakeIncomplete
from cryptocity.payloads import Payload, Seal, digest
from cryptocity.settings import Settings
from cryptocity.window import parse_day

_MANIFEST = "manifest.json"
_REJECTED = "rejected.jsonl"
_ROW_GROUP = 122_880


class Rejected(msgspec.Struct, frozen=True):
    """One row that may not land: the rule it breaks, why, where it stood, and the row without names of persons."""

    rule: str
    reason: str
    position: int
    row: object


class StoredFile(msgspec.Struct, frozen=True):
    """A file of a partition or of the payload archive, with the hash of its bytes."""

    name: str
    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True):
    """What a partition holds. `extraction` is shared by all datasets of one source day.

    `coverage` lists chain, first and last height where a day lands in pieces.
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


@dataclass(frozen=True)
class Landing:
    """The rows of one dataset and day, with what was received and what was turned away on the way."""

    dataset: Dataset
    rows: pl.DataFrame
    received: int
    rejected: Sequence[Rejected] = ()
    coverage: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Lake:
    """The landed tables, quarantine and payload archive below one home directory."""

    home: Path
    seal: Seal = field(repr=False)

    def days(self, dataset: Dataset) -> tuple[date, ...]:
        """Return the days that have landed, in order."""
        found = self._root(dataset).glob(f"day=*/{_MANIFEST}")
        return tuple(sorted(parse_day(path.parent.name.removeprefix("day=")) for path in found))

    def manifest(self, dataset: Dataset, day: date) -> Manifest | None:
        """Return the manifest of a partition, or None where nothing has landed."""
        path = self.partition(dataset, day) / _MANIFEST
        if not path.exists():
            return None
        try:
            return msgspec.json.decode(path.read_bytes(), type=Manifest)
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

    def payloads(self, dataset: Dataset, day: date) -> tuple[Payload, ...]:
        """Return the answers, as received, from which the dataset's source day was made."""
        manifest = self.manifest(dataset, day)
        folder = self.archive(dataset.source, day)
        return tuple(
            self.seal.open(file.name, _read_unchanged(folder / file.name, file))
            for file in (manifest.payloads if manifest else ())
        )

    def keep_evidence(self, dataset: Dataset, day: date, evidence: Sequence[Payload]) -> None:
        """Keep contradicting answers in quarantine, as received."""
        for payload in evidence:
            atomic.write_file(self.quarantine(dataset, day) / payload.name, payload.content)

    @contextmanager
    def writer(self, source: str, day: date) -> Iterator["Writer"]:
        """Yield the only writer of a source day. Raises StoreBusy where another process holds it."""
        with atomic.sole_writer(self.home / "locks" / f"{source}-{day}", f"{source} {day}"):
            yield Writer(self, source, day)

    def _root(self, dataset: Dataset) -> Path:
        return self.home / "lake" / "raw" / dataset.source / dataset.name

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
    return Lake(settings.home, Seal(settings.pseudonym_key.get_secret_value().encode()))


@dataclass(frozen=True)
class Writer:
    """Lands one source day: data files first, manifests last, leftovers of earlier attempts removed after that."""

    lake: Lake
    source: str
    day: date

    def commit(self, landings: Sequence[Landing], payloads: Sequence[Payload]) -> tuple[Manifest, ...]:
        """Replace the source day by these rows.

        Raises ContractBroken: a table breaks its Dataset, or rows received differ from rows landed plus quarantined.
        """
        tables = [(landing, _checked_parquet(landing)) for landing in landings]
        archived = self._archive_payloads(payloads)
        extraction = digest(msgspec.json.encode([archived, [parquet.sha256 for _, (parquet, _) in tables]]))[:16]
        manifests = []
        for landing, (file, content) in tables:
            self._write_aside(landing, file, content)
            manifests.append(self._manifest(landing, file, archived=archived, extraction=extraction))
        for landing, manifest in zip(landings, manifests, strict=True):
            atomic.write_file(self.lake.partition(landing.dataset, self.day) / _MANIFEST, _readable(manifest))
        self._clear_leftovers(landings, archived)
        return tuple(manifests)

    def _archive_payloads(self, payloads: Sequence[Payload]) -> tuple[StoredFile, ...]:
        folder = self.lake.archive(self.source, self.day)
        ordered = sorted(payloads, key=lambda payload: payload.name)
        return tuple(_put(folder, *self.lake.seal.close(payload)) for payload in ordered)

    def _write_aside(self, landing: Landing, file: StoredFile, content: bytes) -> None:
        _put(self.lake.partition(landing.dataset, self.day), file.name, content)
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
        )

    def _clear_leftovers(self, landings: Sequence[Landing], archived: tuple[StoredFile, ...]) -> None:
        for landing in landings:
            manifest = self.lake.manifest(landing.dataset, self.day)
            kept = {_MANIFEST, *(file.name for file in (manifest.files if manifest else ()))}
            _remove_others(self.lake.partition(landing.dataset, self.day), kept)
            if not landing.rejected:
                (self.lake.quarantine(landing.dataset, self.day) / _REJECTED).unlink(missing_ok=True)
        _remove_others(self.lake.archive(self.source, self.day), {file.name for file in archived})


def _checked_parquet(landing: Landing) -> tuple[StoredFile, bytes]:
    if landing.received != landing.rows.height + len(landing.rejected):
        raise ContractBroken(
            f"{landing.dataset.id}: {landing.received} rows received, but {landing.rows.height} to land and "
            f"{len(landing.rejected)} to quarantine"
        )
    buffer = io.BytesIO()
    table = landing.dataset.arrange(landing.rows)
    table.write_parquet(buffer, compression="zstd", compression_level=3, statistics=True, row_group_size=_ROW_GROUP)
    content = buffer.getvalue()
    sha256 = digest(content)
    return StoredFile(f"part-{sha256[:16]}.parquet", sha256, len(content)), content


def _put(folder: Path, name: str, content: bytes) -> StoredFile:
    stored = StoredFile(name, digest(content), len(content))
    path = folder / name
    if not (path.exists() and path.stat().st_size == stored.size and digest(path.read_bytes()) == stored.sha256):
        atomic.write_file(path, content)
    return stored


def _read_unchanged(path: Path, file: StoredFile) -> bytes:
    content = path.read_bytes() if path.exists() else b""
    if digest(content) != file.sha256:
        raise LakeIncomplete(f"{path.name} is missing or was changed; extract the day again")
    return content


def _remove_others(folder: Path, kept: set[str]) -> None:
    for path in folder.iterdir() if folder.exists() else ():
        if path.name not in kept:
            path.unlink()


def _readable(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
