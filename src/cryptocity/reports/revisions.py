"""What earlier releases said of the same periods, and what this one says of them, in one language. Pure.

A value that this release withholds is not told of an earlier one. Of a headline a release published its newest number
alone, so no other is told, only whether it is another by now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from cryptocity.reports.entries import PERIODS, Answer, Figure, Headline
from cryptocity.reports.since import Reason, reason_of
from cryptocity.reports.tables import table_of
from cryptocity.reports.texts import Number, Texts, unit_of

_MOST_ROWS = 10

Key: TypeAlias = tuple[object, ...]
Values: TypeAlias = Mapping[Key, Number | None]


@dataclass(frozen=True)
class Said:
    """What a release said of one row, and whether the release before it said otherwise."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Revisions:
    """What releases said: a column for this one and each of those before, a row for each period or other key; causes.

    `measure` is what they speak of, `labels` name the columns of the keys, `releases` those before this one.
    """

    measure: str
    labels: tuple[str, ...]
    releases: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Said, ...]], ...]
    reasons: tuple[Reason, ...]


def figure_revisions(figure: Figure, answer: Answer, texts: Texts) -> Revisions | None:
    """Return what the last releases said of the newest rows that they share, or None where none is before this."""
    if not answer.before:
        return None
    keys, measure = list(figure.guard.keys), figure.measures[0]
    true, shown = (_values(rows, keys, measure) for rows in (answer.rows, answer.disclosed))
    releases = [shown, *(_values(rows, keys, measure) for _, rows in answer.before)]
    write = _Written(texts, measure)
    said = {
        key: _withheld(len(releases), texts)
        if shown[key] is None and true[key] is not None
        else _said([values.get(key) for values in releases], write)
        for key in _newest(keys, (key for key in shown if key in releases[1]))
    }
    return _revisions(answer, keys, texts.header(measure), said=said, texts=texts)


def headline_revisions(headline: Headline, answer: Answer, texts: Texts) -> Revisions | None:
    """Return the number that each of the last releases published, or None where none is before this."""
    if not answer.before:
        return None
    period, measure = answer.disclosed.columns[:2]
    shown = _values(answer.disclosed, [period], measure)
    releases = [answer.disclosed, *(rows for _, rows in answer.before)]
    published = [_values(headline.newest(rows), [period], measure) for rows in releases]
    write = _Written(texts, measure, is_alone=True)
    said = {
        key: _withheld(len(releases), texts)
        if shown[key] is None
        else _published(shown[key], [values.get(key) for values in published], write)
        for key in _newest([period], (key for key in shown if any(key in values for values in published)))
    }
    return _revisions(answer, [period], texts(f"headlines.{headline.name}"), said=said, texts=texts)


@dataclass(frozen=True)
class _Written:
    """Writes the values of a measure in full, and with their unit where no header states it."""

    texts: Texts
    measure: str
    is_alone: bool = False

    def __call__(self, value: Number | None) -> str:
        if value is None:
            return self.texts("table.nothing")
        unit = unit_of(self.measure)
        number = self.texts.in_full(value, unit)
        return self.texts(f"quantities.{unit}", number=number) if self.is_alone else number


def _values(rows: pl.DataFrame, keys: Sequence[str], measure: str) -> Values:
    return {row[:-1]: row[-1] for row in rows.select(*keys, measure).iter_rows()}


def _newest(keys: Sequence[str], found: Iterable[Key]) -> list[Key]:
    """Return the first rows, where a period tells them apart those of the newest."""
    listed = list(found)
    if keys[0] in PERIODS:
        listed.sort(key=lambda key: str(key[0]), reverse=True)
    return listed[:_MOST_ROWS]


def _withheld(number: int, texts: Texts) -> tuple[Said, ...]:
    return (Said(texts("table.suppressed")),) * number


def _said(values: Sequence[Number | None], write: _Written) -> tuple[Said, ...]:
    """Return what each release said, the newest first; one that said nothing is passed over in comparing."""
    said: list[Said] = []
    known: str | None = None
    for value in reversed(values):
        text = write(value)
        said.append(Said(text, value is not None and known is not None and text != known))
        known = known if value is None else text
    return tuple(reversed(said))


def _published(now: Number | None, values: Sequence[Number | None], write: _Written) -> tuple[Said, ...]:
    """Return what each release published, and whether this one, which publishes another period, still says so."""
    first, *before = _said(values, write)
    if values[0] is not None:
        return (first, *before)
    is_changed = _said([now, *values[1:]], write)[0].is_changed
    return (Said(write.texts("indicators.revised" if is_changed else "indicators.same"), is_changed), *before)


def _revisions(
    answer: Answer, keys: Sequence[str], measure: str, *, said: Mapping[Key, tuple[Said, ...]], texts: Texts
) -> Revisions:
    rows = answer.disclosed.select(keys)
    table = table_of(rows, rows, keys, texts=texts)
    labels = dict(zip(rows.iter_rows(), table.rows, strict=True))
    return Revisions(
        measure=measure,
        labels=tuple(cell.text for cell in table.header),
        releases=tuple(release for release, _ in answer.before),
        rows=tuple((tuple(cell.text for cell in labels[key]), each) for key, each in said.items()),
        reasons=tuple(reason_of(cause, texts) for cause in answer.causes),
    )
