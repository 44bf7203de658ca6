"""The table behind a chart: every value in full, in the reader's language. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from cryptocity.reports.disclosure import shorten
from cryptocity.reports.texts import Texts, unit_of

_IDENTIFIERS = ("year", "chain_id")
_WRITTEN: Mapping[str, Callable[[str, Texts], str]] = {
    "merchant_key": lambda key, _: shorten(key),
    "miner_key": lambda key, _: shorten(key),
    "oked_code": lambda code, texts: texts.activity(code),
    "kato_code": lambda code, texts: texts.place(code),
    "chain_id": lambda chain, texts: texts.chain(chain),
}
_MONTHS = ("month", "cohort_month")
_ENUMERATED = (
    "is_vat_payer",
    "turnover_band",
    "watch_status",
    "client_residency",
    "counterparty_residency",
    "bpm7_account",
    "fund",
    "acquired_by",
    "coverage",
    "scenario",
    "channel",
    "mark_kind",
    "metered_against_implied",
    "stage",
    "category",
    "direction",
    "hops",
    "permission",
    "flow",
    "method",
    "exclusion_reason",
    "adjustment",
)


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and whether it aligns as a number."""

    text: str
    is_number: bool


@dataclass(frozen=True)
class Table:
    """A header and rows of cells; the first cell of a row names it."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table_of(rows: pl.DataFrame, disclosed: pl.DataFrame, columns: Sequence[str], *, texts: Texts) -> Table:
    """Return the columns as cells; a value of the rows that may not be disclosed reads as suppressed."""
    numeric = [rows[column].dtype.is_numeric() and column not in _IDENTIFIERS for column in columns]
    header = tuple(Cell(texts.header(column), is_number) for column, is_number in zip(columns, numeric, strict=True))
    body = []
    for true, shown in zip(rows.select(columns).iter_rows(), disclosed.select(columns).iter_rows(), strict=True):
        cells = zip(columns, true, shown, numeric, strict=True)
        body.append(
            tuple(Cell(_text(column, was, now, texts=texts), is_number) for column, was, now, is_number in cells)
        )
    return Table(header, tuple(body))


def _text(column: str, true: object, shown: object, *, texts: Texts) -> str:
    if shown is None:
        return texts("table.nothing" if true is None else "table.suppressed")
    if column in _ENUMERATED:
        return texts(f"values.{column}.{str(shown).lower()}")
    if isinstance(shown, date):
        return texts.month(shown) if column in _MONTHS else texts.full_day(shown)
    if isinstance(shown, int | float | Decimal) and column not in _IDENTIFIERS:
        return texts.in_full(shown, unit_of(column))
    return _WRITTEN[column](str(shown), texts) if column in _WRITTEN else str(shown)
