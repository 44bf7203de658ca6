"""How the figures of two releases differ, and why: each number asked of both by the query that it has today.

What is compared are the marts' own numbers, of which nothing is withheld: for analysts, and never for a page.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

import duckdb
import polars as pl

from cryptocity.release.causes import Cause, Changes, changes_between
from cryptocity.release.compare import diff
from cryptocity.release.lineage import marts_behind
from cryptocity.release.manifest import open_marts, read_manifest, release_folder
from cryptocity.reports.answers import Query, queries
from cryptocity.reports.entries import Figure, Headline

_LAST_BITS = 1e-12
HEADLINE, FIGURE, MART = "headline", "figure", "mart"

Key: TypeAlias = tuple[object, ...]
Values: TypeAlias = Mapping[Key, object]


@dataclass(frozen=True)
class Difference:
    """How one number differs between two releases, and why it does.

    Of a headline: its newest value in each, and of which period that is. Of a measure of a figure: the row that both
    have whose value differs most. Of a mart: its number of rows. `only_before` counts the rows that are gone or have
    another value, `only_after` those that are new or have another value.
    """

    kind: str
    name: str
    measure: str
    at_before: str
    old: object
    at_after: str
    new: object
    only_before: int
    only_after: int
    causes: tuple[Cause, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """Return new less old, where both are numbers."""
        return _less(self.new, self.old)

    @property
    def differs(self) -> bool:
        """Tell whether anything of it differs."""
        return self.only_before + self.only_after > 0


@dataclass(frozen=True)
class _Asked:
    """One of the two releases: its marts, opened, and the names of all of them."""

    marts: duckdb.DuckDBPyConnection
    names: tuple[str, ...]

    def behind(self, sql: str) -> frozenset[str]:
        """Return the marts that the query reads."""
        return marts_behind([sql], self.marts, self.names)


def differences(home: Path, before: str, after: str) -> Iterator[Difference]:
    """Yield headlines, then measures of figures, then marts, each with what explains it where it differs.

    Raises ReleaseMissing: one of the releases is gone or damaged.
    """
    changes = changes_between(home, before, after)
    with closing(_marts(home, before)) as older, closing(_marts(home, after)) as newer:
        pair = tuple(
            _Asked(marts, read_manifest(home, name).marts) for marts, name in ((older, before), (newer, after))
        )
        for query in sorted(queries(), key=lambda query: isinstance(query.entry, Figure)):
            yield from _of_query(query, pair, changes=changes)
    yield from _of_marts(home, before, after, changes=changes)


def _marts(home: Path, release: str) -> duckdb.DuckDBPyConnection:
    return open_marts(release_folder(home, release))


def _of_query(query: Query, pair: tuple[_Asked, ...], *, changes: Changes) -> Iterator[Difference]:
    entry = query.entry
    answers = [query.rows_or_none(release.marts) for release in pair]
    found = list(_of_headline(entry.name, answers) if isinstance(entry, Headline) else _of_figure(entry, answers))
    causes: tuple[Cause, ...] = ()
    if any(one.differs for one in found):
        behind = [release.behind(query.sql) for release, rows in zip(pair, answers, strict=True) if rows is not None]
        causes = changes.causes_of(frozenset[str]().union(*behind))
    yield from (_because(one, causes) for one in found)


def _of_headline(name: str, answers: list[pl.DataFrame | None]) -> Iterator[Difference]:
    """Yield a headline's newest value in each release; its query returns a period and a number, the newest first."""
    pair = [_values(rows, rows.columns[:1], rows.columns[1]) if rows is not None else {} for rows in answers]
    (at_before, old), (at_after, new) = (next(_known(values), ((), None)) for values in pair)
    measure = next((rows.columns[1] for rows in reversed(answers) if rows is not None), "")
    only = _only(*pair)
    yield Difference(HEADLINE, name, measure, _written(at_before), old, _written(at_after), new, *only)


def _known(values: Values) -> Iterator[tuple[Key, object]]:
    return ((key, value) for key, value in values.items() if value is not None)


def _of_figure(figure: Figure, answers: list[pl.DataFrame | None]) -> Iterator[Difference]:
    keys = figure.guard.keys
    for measure in figure.measures:
        old, new = (_values(rows, keys, measure) if rows is not None else {} for rows in answers)
        at = max(
            (key for key in old.keys() & new.keys() if not _same(old[key], new[key])),
            key=lambda key: (abs(_less(new[key], old[key]) or Decimal(0)), _written(key)),
            default=None,
        )
        only = _only(old, new)
        if at is None:
            yield Difference(FIGURE, figure.name, measure, "", None, "", None, *only)
        else:
            yield Difference(FIGURE, figure.name, measure, _written(at), old[at], _written(at), new[at], *only)


def _of_marts(home: Path, before: str, after: str, *, changes: Changes) -> Iterator[Difference]:
    for mart in diff(home, before, after):
        only = (mart.only_before, mart.only_after)
        found = Difference(MART, mart.mart, "rows", "", mart.rows_before, "", mart.rows_after, *only)
        yield _because(found, changes.causes_of([mart.mart]) if found.differs else ())


def _because(found: Difference, causes: tuple[Cause, ...]) -> Difference:
    return replace(found, causes=causes) if found.differs else found


def _values(rows: pl.DataFrame, keys: Sequence[str], measure: str) -> Values:
    """Return the measure by the row's keys; where these name several rows, by their order, too."""
    seen = Counter[Key]()
    values: dict[Key, object] = {}
    if measure in rows.columns and set(keys) <= set(rows.columns):
        for *key, value in rows.select(*keys, pl.col(measure).alias("_measure")).iter_rows():
            seen[tuple(key)] += 1
            number = seen[tuple(key)]
            values[(*key, number) if number > 1 else tuple(key)] = value
    return values


def _only(old: Values, new: Values) -> tuple[int, int]:
    """Return how many rows are gone or have another value, and how many are new or have another value."""
    same = sum(key in new and _same(value, new[key]) for key, value in old.items())
    return len(old) - same, len(new) - same


def _same(old: object, new: object) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=_LAST_BITS)
    return old == new


def _less(new: object, old: object) -> Decimal | None:
    numbers = [Decimal(str(value)) for value in (new, old) if isinstance(value, int | float | Decimal)]
    return numbers[0] - numbers[1] if len(numbers) == len((new, old)) else None


def _written(key: Key) -> str:
    return ", ".join("" if part is None else str(part) for part in key)
