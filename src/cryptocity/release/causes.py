"""Why a figure differs between two releases: what changed upstream of its marts, told by what both releases keep.

A cause is something that changed upstream of a mart; how much of a difference it made is not told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from cryptocity.inputs import Partition
from cryptocity.parameters import SEED, Parameter
from cryptocity.release.lineage import Lineage, read_lineage
from cryptocity.release.manifest import DEFINITIONS, INPUTS, ReleaseManifest, read_manifest, release_folder
from cryptocity.release.parameters import kept_parameters, parameters_behind

NEW_DAYS, LATE_DATA, REVISION, PARAMETER, CODE = "new days", "late data", "revision", "parameter", "code"
UNTOLD, UNEXPLAINED = "cannot be told", "unexplained"
KINDS = (NEW_DAYS, LATE_DATA, REVISION, PARAMETER, CODE, UNTOLD, UNEXPLAINED)

_PARAMETERS = "reference.statutory_parameters"
_NAMED = 3


@dataclass(frozen=True)
class Cause:
    """One kind of cause: the datasets, seeds or models that changed, and the days of which they did."""

    kind: str
    names: tuple[str, ...] = ()
    days: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the cause in words, with the first of its days and names."""
        named = [] if self.kind == NEW_DAYS else [_listed(self.names)]
        told = " of ".join(filter(None, (*named, _listed(self.days))))
        return f"{self.kind}: {told}" if told else self.kind


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


@dataclass(frozen=True)
class Change:
    """One thing that changed: a dataset's day, a seed or a model, and which kind of cause that is."""

    kind: str
    name: str
    day: str = ""


@dataclass(frozen=True)
class Changes:
    """What changed from one release to the next: landed days by dataset, seeds and models by dbt's key.

    `parameters` are the values of the statutory parameters that only one of the two has: each changes what names it,
    not all that is made of their seed. Without `lineage`, neither release keeps any: each mart then rests on every
    dataset. `untold` says what is missing.
    """

    landed: Mapping[str, tuple[Change, ...]]
    defined: Mapping[str, Change]
    parameters: tuple[Parameter, ...]
    lineage: tuple[Lineage, ...]
    untold: str = ""

    def causes_of(self, marts: Iterable[str]) -> tuple[Cause, ...]:
        """Return what changed upstream of these marts, by kind; nothing is unexplained."""
        named = tuple(marts)
        keys = frozenset[str]().union(*(each.upstream(named) for each in self.lineage))
        datasets = frozenset[str]().union(*(each.datasets(keys) for each in self.lineage))
        changes = [change for key, change in self.defined.items() if key in keys]
        for each in self.lineage if self.parameters else ():
            changes += [Change(PARAMETER, one.name) for one in parameters_behind(keys, each, self.parameters)]
        for dataset, found in self.landed.items():
            if dataset in datasets or not self.lineage:
                changes += found
        causes = _by_kind(changes)
        return (*causes, Cause(UNTOLD, (self.untold,))) if self.untold else causes or (Cause(UNEXPLAINED),)


def _by_kind(changes: Iterable[Change]) -> tuple[Cause, ...]:
    names, days = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for change in changes:
        names[change.kind].add(change.name)
        days[change.kind].update([change.day] if change.day else [])
    return tuple(Cause(kind, tuple(sorted(names[kind])), tuple(sorted(days[kind]))) for kind in KINDS if kind in names)


@dataclass(frozen=True)
class _Kept:
    """What a release keeps of what it was made of; None where it was made before that was kept."""

    manifest: ReleaseManifest
    inputs: tuple[Partition, ...] | None
    lineage: Lineage | None
    parameters: tuple[Parameter, ...] | None

    def lacks(self, *, definitions_count: bool) -> Iterator[str]:
        if self.inputs is None:
            yield f"{INPUTS} of {self.manifest.id}"
        if self.lineage is None and definitions_count:
            yield f"{DEFINITIONS} of {self.manifest.id}"


def changes_between(home: Path, before: str, after: str) -> Changes:
    """Return what changed from one release to another. Raises ReleaseMissing: one of them is gone or damaged."""
    older, newer = _kept(home, before), _kept(home, after)
    has_other_code = older.manifest.code_hash != newer.manifest.code_hash
    missing = [name for each in (older, newer) for name in each.lacks(definitions_count=has_other_code)]
    parameters = _parameters(older, newer)
    return Changes(
        landed=_by_dataset(_landed(older, newer)),
        defined={
            key: change
            for key, change in _defined(older.lineage, newer.lineage)
            if not (parameters and change.name == SEED)
        },
        parameters=parameters,
        lineage=tuple(each.lineage for each in (older, newer) if each.lineage),
        untold=f"without {' and '.join(missing)}" if missing else "",
    )


def _kept(home: Path, release: str) -> _Kept:
    folder = release_folder(home, release)
    path = folder / INPUTS
    inputs = msgspec.json.decode(path.read_bytes(), type=tuple[Partition, ...]) if path.exists() else None
    return _Kept(read_manifest(home, release), inputs, read_lineage(folder), kept_parameters(folder))


def _parameters(older: _Kept, newer: _Kept) -> tuple[Parameter, ...]:
    """Return the values that one release alone has; none where one does not keep them: the whole seed counts then."""
    if older.parameters is None or newer.parameters is None:
        return ()
    old, new = ({msgspec.json.encode(each): each for each in kept} for kept in (older.parameters, newer.parameters))
    return tuple({**old, **new}[each] for each in sorted(old.keys() ^ new.keys()))


def _by_dataset(changes: Iterable[Change]) -> dict[str, tuple[Change, ...]]:
    found: dict[str, tuple[Change, ...]] = {}
    for change in changes:
        found[change.name] = (*found.get(change.name, ()), change)
    return found


def _landed(older: _Kept, newer: _Kept) -> Iterator[Change]:
    if older.inputs is None or newer.inputs is None:
        return
    old = {(each.dataset, each.day): each for each in older.inputs}
    new = {(each.dataset, each.day): each for each in newer.inputs}
    last_day = str(older.manifest.last_day or "")
    for key in sorted(old.keys() | new.keys()):
        if kind := _kind_of(old.get(key), new.get(key), last_day):
            yield Change(kind, *key)


def _kind_of(old: Partition | None, new: Partition | None, last_day: str) -> str | None:
    """Return what became of a partition, if anything did; a day that is no longer counted is a revision."""
    if new and old is None:
        return NEW_DAYS if new.day > last_day else LATE_DATA
    if new is None or old is None:
        return REVISION
    if (old.files, old.contract) == (new.files, new.contract):
        return None
    if new.dataset == _PARAMETERS:
        return PARAMETER
    return LATE_DATA if _is_late(old, new) else REVISION


def _is_late(old: Partition, new: Partition) -> bool:
    """Tell whether a source said that more of the day might come, and more came; all else is taken for a revision.

    The rows of the older partition are gone by now, so nothing else could show that none of them was changed.
    """
    return bool(old.awaits_more) and old.contract == new.contract and new.rows_received > old.rows_received


def _defined(before: Lineage | None, after: Lineage | None) -> Iterator[tuple[str, Change]]:
    if before is None or after is None:
        return
    for key in sorted(before.definitions["nodes"].keys() | after.definitions["nodes"].keys()):
        kind, name = after.kind(key) or before.kind(key), after.name(key) or before.name(key)
        if kind and name and before.version(key) != after.version(key):
            yield key, Change(CODE if kind == "model" else PARAMETER, name)
