"""What the reports read of a release: its manifest, its audits and its marts. Nothing here writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from cryptocity.audit.verdict import AuditResult, Finding
from cryptocity.errors import ReleaseMissing
from cryptocity.release.manifest import ReleaseManifest, read_manifest, release_folder

T = TypeVar("T")

_AUDITS = ("raw", "marts")


@dataclass(frozen=True)
class Release:
    """An immutable release: its folder, manifest, audits by layer, and the audit documents relative to its folder."""

    folder: Path
    manifest: ReleaseManifest
    audits: Mapping[str, AuditResult]
    documents: tuple[str, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Return the expectations that do not hold or could not be checked."""
        findings = (finding for audit in self.audits.values() for finding in audit.findings)
        return tuple(finding for finding in findings if finding.verdict != "passed")


def read_release(home: Path, release_id: str | None) -> Release:
    """Read a release, the current one where no id is given. Raises ReleaseMissing: there is none, or it is damaged."""
    folder = release_folder(home, release_id)
    return Release(
        folder=folder,
        manifest=read_manifest(home, folder.name),
        audits={layer: _decoded(folder / "quality" / f"{layer}.json", AuditResult) for layer in _AUDITS},
        documents=tuple(_documents(folder)),
    )


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
