"""What a figure shows, in words and numbers, for whoever cannot see its chart. Pure."""

from collections.abc import Iterator

import polars as pl

from cryptocity.reports.entries import PERIODS, Figure
from cryptocity.reports.tables import table_of
from cryptocity.reports.texts import Texts, unit_of

_MOST_MEASURES = 3


def description(figure: Figure, rows: pl.DataFrame, disclosed: pl.DataFrame, *, texts: Texts) -> str:
    """Return how many rows there are and of which period, how its first measures run, and how much is withheld.

    A series is told from its first to its last value, with the lowest and the highest; other rows by these two. All is
    of what is disclosed.
    """
    return " ".join(_sentences(figure, rows, disclosed, texts=texts))


def _sentences(figure: Figure, rows: pl.DataFrame, disclosed: pl.DataFrame, *, texts: Texts) -> Iterator[str]:
    keys = list(figure.guard.keys)
    table = table_of(disclosed, disclosed, keys, texts=texts)
    labels = [texts("table.list_separator").join(cell.text for cell in row) for row in table.rows]
    counted = texts.count("rows", disclosed.height)
    if keys[0] in PERIODS and not disclosed.is_empty():
        periods = disclosed[keys[0]]
        first, last = (table.rows[place or 0][0].text for place in (periods.arg_min(), periods.arg_max()))
        if first == last:
            yield texts("described.at", rows=counted, at=first)
        else:
            yield texts("described.span", rows=counted, first=first, last=last)
    else:
        yield texts("described.rows", rows=counted)
    for measure in figure.measures[:_MOST_MEASURES]:
        yield from _measured(disclosed, measure, labels, is_series=len(keys) == 1 and keys[0] in PERIODS, texts=texts)
    cells = sum(rows[measure].count() - disclosed[measure].count() for measure in figure.measures)
    if cells:
        yield texts("described.withheld", cells=texts.count("cells", cells))


def _measured(
    disclosed: pl.DataFrame, measure: str, labels: list[str], *, is_series: bool, texts: Texts
) -> Iterator[str]:
    known = [(value, label) for value, label in zip(disclosed[measure], labels, strict=True) if value is not None]
    if not known:
        return
    low, high = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    told = {"first": known[0][0], "last": known[-1][0]} if is_series else {}
    written = {
        name: texts.in_full(value, unit_of(measure)) for name, value in {**told, "low": low[0], "high": high[0]}.items()
    }
    key = "described.series" if is_series else "described.spread"
    yield texts(key, measure=texts.header(measure), low_at=low[1], high_at=high[1], **written)
