"""What the reports read of a release: its manifest, its audits and its marts. Nothing here writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from cryptocity.audit.verdict import AuditResult, Finding
from cryptocity.errors import ReleaseMissing
from cryptocity.release.causes import Changes, changes_between
from cryptocity.release.manifest import MARTS, ReleaseManifest, read_manifest, release_folder

T = TypeVar("T")

_AUDITS = ("raw", "marts")
_COMPARED = 7
_RECALLED = 3


@dataclass(frozen=True)
class Before:
    """A release that readers saw before: its folder and its manifest."""

    folder: Path
    manifest: ReleaseManifest

    @property
    def last_day(self) -> date | None:
        """Return its last day."""
        return self.manifest.last_day


@dataclass(frozen=True)
class Past:
    """A release that readers saw before, and the seven before it, against which its numbers had to hold."""

    release: Before
    earlier: tuple[Before, ...]


@dataclass(frozen=True)
class Release:
    """An immutable release: its folder, manifest, audits by layer, and the audit documents relative to its folder.

    `earlier` are the seven releases before it, the newest first; `uncompared` names the first of them that is gone.
    `past` are the last three of which it is known what they withheld: one whose own seven are not at hand is left out.
    `changes` are those since the first of these, the release before.
    """

    folder: Path
    manifest: ReleaseManifest
    audits: Mapping[str, AuditResult]
    documents: tuple[str, ...]
    earlier: tuple[Before, ...] = ()
    uncompared: str | None = None
    past: tuple[Past, ...] = ()
    changes: Changes | None = None

    @property
    def previous(self) -> ReleaseManifest | None:
        """Return the manifest of the release before, or None where there is none, or too little is at hand of it."""
        return self.past[0].release.manifest if self.past else None

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Return the expectations that do not hold or could not be checked."""
        findings = (finding for audit in self.audits.values() for finding in audit.findings)
        return tuple(finding for finding in findings if finding.verdict != "passed")


def read_release(home: Path, release_id: str | None) -> Release:
    """Read a release, the current one where no id is given. Raises ReleaseMissing: there is none, or it is damaged."""
    folder = release_folder(home, release_id)
    manifest = read_manifest(home, folder.name)
    found, gone = _before(home, manifest)
    past = tuple(_past(found, is_broken=gone is not None))
    return Release(
        folder=folder,
        manifest=manifest,
        audits={layer: _decoded(folder / "quality" / f"{layer}.json", AuditResult) for layer in _AUDITS},
        documents=tuple(_documents(folder)),
        earlier=found[:_COMPARED],
        uncompared=gone if len(found) < _COMPARED else None,
        past=past,
        changes=changes_between(home, past[0].release.manifest.id, manifest.id) if past else None,
    )


def _past(found: Sequence[Before], *, is_broken: bool) -> Iterator[Past]:
    """Yield the last three with the seven before each; where the chain breaks off earlier, it ends earlier."""
    for place, one in enumerate(found[:_RECALLED], start=1):
        if is_broken and place + _COMPARED > len(found):
            return
        yield Past(one, tuple(found[place : place + _COMPARED]))


def _before(home: Path, manifest: ReleaseManifest) -> tuple[tuple[Before, ...], str | None]:
    found: list[Before] = []
    seen, name = {manifest.id}, manifest.previous
    while name is not None and name not in seen and len(found) < _COMPARED + _RECALLED:
        try:
            folder, before = release_folder(home, name), read_manifest(home, name)
        except ReleaseMissing:
            return tuple(found), name
        if not (folder / MARTS).exists():
            return tuple(found), name
        found.append(Before(folder, before))
        seen.add(name)
        name = before.previous
    return tuple(found), None


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
