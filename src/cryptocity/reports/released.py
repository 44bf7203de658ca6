"""What the reports read of a release: its manifest, its audits and its marts. Nothing here writes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import duckdb
import msgspec

from cryptocity.errors import ReleaseMissing

T = TypeVar("T")

_POINTER = "current"
_AUDITS = ("raw", "marts")


class DatasetRows(msgspec.Struct, frozen=True):
    """How much of one dataset went into the release: days landed, rows received, landed and quarantined."""

    dataset: str
    days: int
    rows_received: int
    rows_landed: int
    rows_quarantined: int


@dataclass(frozen=True)
class Chain:
    """Which blocks of a chain a release covers: how many, from the lowest to the highest."""

    id: int
    blocks: int
    first: int
    last: int


class ReleaseManifest(msgspec.Struct, frozen=True):
    """What a release says of itself: the data is as of `last_day`; `coverage` lists chain, first and last height."""

    id: str
    first_day: date | None
    last_day: date | None
    verdict: str
    datasets: tuple[DatasetRows, ...]
    inputs_hash: str
    code_hash: str
    previous: str | None = None
    coverage: tuple[tuple[int, int, int], ...] = ()

    @property
    def chains(self) -> tuple[Chain, ...]:
        """Return the coverage by chain; spans may touch or overlap."""
        chains: dict[int, Chain] = {}
        for chain, first, last in sorted(self.coverage):
            seen = chains.get(chain, Chain(chain, 0, first, first - 1))
            new = max(0, last - max(seen.last, first - 1))
            chains[chain] = Chain(chain, seen.blocks + new, seen.first, max(seen.last, last))
        return tuple(chains.values())

    def landed(self, dataset: str) -> DatasetRows | None:
        """Return what the release holds of a dataset, or None where no day of it landed."""
        return next((rows for rows in self.datasets if rows.dataset == dataset and rows.days), None)

    def missing(self, datasets: Iterable[str]) -> list[str]:
        """Return those of the datasets of which no day landed."""
        return [dataset for dataset in datasets if not self.landed(dataset)]


class Rule(msgspec.Struct, frozen=True):
    """An expectation: `critical` holds a release back, `warning` does not; and the reason for it in plain words."""

    severity: str
    because: str


class Finding(msgspec.Struct, frozen=True):
    """What became of one expectation on a table: passed, failed or could_not_check."""

    table: str
    rule: Rule
    verdict: str


class Audit(msgspec.Struct, frozen=True):
    """The audit of one layer: passed, failed or could_not_check, and each finding."""

    verdict: str
    findings: tuple[Finding, ...]

    @property
    def held(self) -> int:
        """Return how many expectations hold."""
        return sum(finding.verdict == "passed" for finding in self.findings)


@dataclass(frozen=True)
class Release:
    """An immutable release: its folder, manifest, audits by layer, and the audit documents relative to its folder."""

    folder: Path
    manifest: ReleaseManifest
    audits: Mapping[str, Audit]
    documents: tuple[str, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Return the expectations that do not hold or could not be checked."""
        findings = (finding for audit in self.audits.values() for finding in audit.findings)
        return tuple(finding for finding in findings if finding.verdict != "passed")

    @contextmanager
    def marts(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a read-only connection to the marts. Raises ReleaseMissing where they are gone."""
        path = self.folder / "marts.duckdb"
        if not path.exists():
            raise ReleaseMissing(f"release {self.manifest.id} has no marts.duckdb")
        with duckdb.connect(str(path), read_only=True) as connection:
            yield connection


def read_release(home: Path, release_id: str | None) -> Release:
    """Read a release, the current one where no id is given. Raises ReleaseMissing: there is none, or it is damaged."""
    folder = release_folder(home, release_id)
    return Release(
        folder=folder,
        manifest=read_manifest(folder),
        audits={layer: _decoded(folder / "quality" / f"{layer}.json", Audit) for layer in _AUDITS},
        documents=tuple(_documents(folder)),
    )


def release_folder(home: Path, release_id: str | None) -> Path:
    """Return the folder of a release, following the pointer where no id is given. Raises ReleaseMissing."""
    releases = (home / "releases").resolve()
    folder = (releases / (_POINTER if release_id is None else release_id)).resolve()
    if folder.parent != releases or folder.name.startswith(".") or not folder.is_dir():
        raise ReleaseMissing(f"there is no release {release_id}" if release_id else "nothing has been released yet")
    return folder


def read_manifest(folder: Path) -> ReleaseManifest:
    """Read what the release in a folder says of itself. Raises ReleaseMissing where it is damaged."""
    return _decoded(folder / "manifest.json", ReleaseManifest)


def _decoded(path: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        raise ReleaseMissing(f"{path.parent.name} has no {path.name}") from None
    except msgspec.DecodeError as error:
        raise ReleaseMissing(f"{path} is damaged: {error}") from None


def _documents(folder: Path) -> Iterator[str]:
    quality = folder / "quality" / "data_docs"
    for path in sorted([*quality.glob("index.html"), *quality.glob("*/index.html")]):
        yield path.relative_to(folder).as_posix()
