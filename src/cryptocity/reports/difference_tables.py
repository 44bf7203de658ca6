"""What `cryptocity release diff` writes: headlines, figures and marts of two releases, as tables or as rows."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from cryptocity.console import say, show_table
from cryptocity.query import write_rows
from cryptocity.reports.differences import FIGURE, HEADLINE, MART, Difference

_DECIMALS = 6
_COUNTED = ("gone or changed", "new or changed", "cause")
_COLUMNS = {
    HEADLINE: ("headline", "measure", "of", "old", "of", "new", "difference", *_COUNTED),
    FIGURE: ("figure", "measure", "most at", "old", "new", "difference", *_COUNTED),
    MART: ("mart", "rows before", "rows after", *_COUNTED),
}


def write_differences(found: Sequence[Difference], *, form: str, title: str) -> None:
    """Write differences to standard output: as tables, without figures that do not differ, or as csv, json, parquet."""
    if form != "table":
        write_rows(_rows(found), form)
        return
    say(title)
    for kind, columns in _COLUMNS.items():
        shown = [one for one in found if one.kind == kind and (one.differs or kind != FIGURE)]
        show_table(columns, [_cells(one) for one in shown], f"{kind}s")
    if same := sum(one.kind == FIGURE and not one.differs for one in found):
        say(f"{same} measures of figures do not differ")


def _cells(one: Difference) -> tuple[object, ...]:
    counts = (one.only_before, one.only_after, _causes(one))
    old, new, difference = (_short(value) for value in (one.old, one.new, one.difference))
    if one.kind == MART:
        return (one.name, old, new, *counts)
    if one.kind == HEADLINE:
        return (one.name, one.measure, one.at_before, old, one.at_after, new, difference, *counts)
    return (one.name, one.measure, one.at_after, old, new, difference, *counts)


def _short(value: object) -> object:
    return round(value, _DECIMALS) if isinstance(value, float | Decimal) else value


def _causes(one: Difference) -> str:
    return "; ".join(str(cause) for cause in one.causes)


def _rows(found: Sequence[Difference]) -> pl.DataFrame:
    """Return one row per headline, measure of a figure and mart, values as they are written."""
    return pl.DataFrame(
        [
            {
                "kind": one.kind,
                "name": one.name,
                "measure": one.measure,
                "at_before": one.at_before,
                "old": _written(one.old),
                "at_after": one.at_after,
                "new": _written(one.new),
                "difference": _written(one.difference),
                "gone_or_changed": one.only_before,
                "new_or_changed": one.only_after,
                "cause": _causes(one),
            }
            for one in found
        ],
        infer_schema_length=None,
    )


def _written(value: object) -> str | None:
    return None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
