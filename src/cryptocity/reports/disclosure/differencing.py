"""Which cells would tell, beside an earlier release, of the few entities that came in between. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from cryptocity.reports.disclosure.primary import FEWEST_ENTITIES

_EVENTS = (
    *("trades", "transfers", "all_transfers", "settlements", "crypto_payments", "confirmed_crypto_payments"),
    *("dated_seizures", "transferred_seizures"),
)
_STOCKS = ("firms", "all_firms")
_PERIODS = ("day", "month", "quarter", "year")
_NEXT = {"day": "1d", "month": "1mo", "quarter": "3mo"}


@dataclass(frozen=True)
class Earlier:
    """What the same query answers in an earlier release, and that release's last day."""

    rows: pl.DataFrame
    last_day: date | None


def changed_by_few(
    rows: pl.DataFrame, measures: Sequence[str], entities: str, *, keys: Sequence[str], earlier: Sequence[Earlier]
) -> pl.Series:
    """Tell the rows of which a measure differs from an earlier release by what one to four entities brought or took.

    Trades, payments, transfers and seizures add up, so their change is always compared. Merchants and payers are
    distinct: in a period that an earlier release had not seen the end of, the same ones go on, so only past periods are
    compared.
    Resident firms are always: those that stay hardly change in a few days, so that the difference is the newcomers'.
    """
    changed = pl.repeat(value=False, n=rows.height, eager=True)
    for before in earlier:
        changed |= _differs(rows, measures, entities, keys=keys, before=before)
    return changed


def _differs(
    rows: pl.DataFrame, measures: Sequence[str], entities: str, *, keys: Sequence[str], before: Earlier
) -> pl.Series:
    needed = {*keys, *measures, entities}
    if not needed <= set(before.rows.columns) or before.last_day is None:
        return pl.repeat(value=False, n=rows.height, eager=True)
    old = before.rows.select(
        *keys, pl.col(entities).alias("_entities"), *(pl.col(one).alias(f"_{one}") for one in measures)
    )
    joined = (
        rows.with_row_index("_row").join(old, on=list(keys), how="left", nulls_equal=True)
        if keys
        else (pl.concat([rows.with_row_index("_row"), old], how="horizontal"))
    )
    joined = joined.unique("_row", keep="first").sort("_row")
    few = (
        (joined[entities].cast(pl.Int64) - joined["_entities"].cast(pl.Int64)).abs().is_between(1, FEWEST_ENTITIES - 1)
    )
    moved = joined.select(pl.any_horizontal(pl.col(one).ne_missing(pl.col(f"_{one}")) for one in measures)).to_series()
    return (few & moved & _is_past(rows, entities, before.last_day)).fill_null(value=False)


def _is_past(rows: pl.DataFrame, entities: str, last_day: date) -> pl.Series:
    """Tell the rows of which the period had ended by a day."""
    period = next((one for one in _PERIODS if one in rows.columns), None)
    if entities in (*_EVENTS, *_STOCKS):
        return pl.repeat(value=True, n=rows.height, eager=True)
    if period == "year" and rows[period].dtype.is_integer():
        return rows.select(pl.date(pl.col(period), 12, 31) <= last_day).to_series()
    if period not in _NEXT or rows[period].dtype != pl.Date:
        return pl.repeat(value=False, n=rows.height, eager=True)
    return rows[period].dt.offset_by(_NEXT[period]) <= last_day + timedelta(days=1)
