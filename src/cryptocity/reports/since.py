"""What changed since the release before: headlines that read differently now, and why, in one language. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from cryptocity.release.causes import CODE, LATE_DATA, NEW_DAYS, PARAMETER, REVISION, UNEXPLAINED, UNTOLD, Cause
from cryptocity.release.manifest import ReleaseManifest
from cryptocity.reports.entries import Answer, Headline
from cryptocity.reports.released import Release
from cryptocity.reports.texts import Texts, unit_of
from cryptocity.reports.tiles import written_period
from cryptocity.window import parse_day

_MOST_DAYS_NAMED = 3
_LENGTHS = {"day": "1d", "month": "1mo"}
_TEXTS = {
    NEW_DAYS: "new_days",
    LATE_DATA: "late_data",
    REVISION: "revision",
    PARAMETER: "parameter",
    CODE: "code",
    UNEXPLAINED: "unexplained",
    UNTOLD: "untold",
}
_NAMING = (LATE_DATA, REVISION, PARAMETER, CODE)


@dataclass(frozen=True)
class Reason:
    """One cause in words, the names of what changed, and whether it is more than days that came."""

    text: str
    names: tuple[str, ...]
    stands_out: bool


@dataclass(frozen=True)
class Shown:
    """A value as a release shows it, and its period; without a value `text` says so and there is no period."""

    text: str
    period: str = ""


@dataclass(frozen=True)
class Changed:
    """A headline that reads differently: before and now, why, and how many values of past periods were revised."""

    name: str
    before: Shown
    now: Shown
    reasons: tuple[Reason, ...]
    revised: str


@dataclass(frozen=True)
class Since:
    """What changed since the release before: a note on which that is, the headlines, and how many did not change."""

    note: str
    changed: tuple[Changed, ...] = ()
    unchanged: str = ""


def since(release: Release, asked: Sequence[tuple[Headline, Answer]], texts: Texts) -> Since:
    """Return which of the headlines read differently from the release before, of what both releases show."""
    older = release.previous
    if older is None:
        name = release.manifest.previous
        return Since(texts("since.gone", release=name) if name else texts("since.first"))
    compared = [_compared(one, answer, (older, release.manifest), texts=texts) for one, answer in asked]
    changed = tuple(one for one in compared if one.before != one.now or one.revised)
    as_of = texts.full_day(older.last_day) if older.last_day else texts("facts.no_days")
    note = texts("since.about", release=older.id, day=as_of)
    return Since(note, changed, texts("since.unchanged", number=texts.number(len(asked) - len(changed), 0)))


def _compared(
    headline: Headline, answer: Answer, releases: tuple[ReleaseManifest, ReleaseManifest], *, texts: Texts
) -> Changed:
    older, newer = releases
    period, column = answer.disclosed.columns[:2]
    now = answer.disclosed.select(period, column)
    before = dict(answer.before).get(older.id, now.clear()).select(period, column)
    revised = 0 if newer.missing(headline.sources) else _revised(before, now, older.last_day)
    return Changed(
        name=headline.name,
        before=_shown(_but_withheld(before, now), older, texts=texts),
        now=_shown(now if not newer.missing(headline.sources) else now.clear(), newer, texts=texts),
        reasons=tuple(reason_of(cause, texts) for cause in answer.causes),
        revised=texts("since.revised", number=texts.number(revised, 0)) if revised else "",
    )


def _but_withheld(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return the newest value shown before, blank where the newer release withholds the value of that period."""
    period, column = now.columns
    withheld = now.filter(pl.col(column).is_null())[period].implode()
    shown = pl.when(~pl.col(period).is_in(withheld)).then(pl.col(column)).alias(column)
    known = before.drop_nulls(column).head(1)
    return before if known.is_empty() else known.with_columns(shown)


def _shown(rows: pl.DataFrame, manifest: ReleaseManifest, *, texts: Texts) -> Shown:
    period, column = rows.columns
    known = rows.drop_nulls(column)
    if known.is_empty():
        return Shown(texts("table.nothing" if rows.is_empty() else "table.suppressed"))
    at, value = known.row(0)
    return Shown(texts.quantity(value, unit_of(column)), written_period(at, period, manifest, texts=texts))


def _revised(before: pl.DataFrame, now: pl.DataFrame, last_day: date | None) -> int:
    """Count the values of periods which had ended by that day that both releases show, but not the same."""
    period, column = now.columns
    if last_day is None or period not in _LENGTHS:
        return 0
    both = now.join(before.rename({column: "before"}), on=period).drop_nulls()
    has_ended = pl.col(period).dt.offset_by(_LENGTHS[period]) <= last_day + timedelta(days=1)
    return both.filter(has_ended & (pl.col(column) != pl.col("before"))).height


def reason_of(cause: Cause, texts: Texts) -> Reason:
    """Return a cause in words."""
    days: Mapping[str, str] = {}
    if cause.kind == NEW_DAYS:
        days = {"days": texts.number(len(cause.days), 0)}
    elif cause.days:
        days = {"days": _written(cause.days, texts)}
    names = cause.names if cause.kind in _NAMING else ()
    return Reason(texts(f"since.causes.{_TEXTS[cause.kind]}", **days), names, cause.kind != NEW_DAYS)


def _written(days: Sequence[str], texts: Texts) -> str:
    if len(days) > _MOST_DAYS_NAMED:
        return texts.count("days", len(days))
    return texts("table.list_separator").join(texts.full_day(parse_day(day)) for day in days)
