"""What a series says: its latest value, and how that compares with a week before."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from cryptocity.reports.disclosure import FEWEST_ENTITIES
from cryptocity.reports.texts import Number, Texts, exact

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Latest:
    """The last value of a daily series, its day, and the value seven days before where there is one."""

    day: date
    value: Number
    week_before: Number | None


def latest(rows: pl.DataFrame, column: str) -> Latest:
    """Return the latest value of a column that has at least one."""
    known = rows.filter(pl.col(column).is_not_null()).sort("day")
    day, value = known.select("day", column).row(-1)
    before = known.filter(pl.col("day") == day - _WEEK)[column].to_list()
    return Latest(day, value, before[0] if before else None)


def change(seen: Latest, unit: str, texts: Texts) -> str | None:
    """Return `up 0.4 points in a week`, or None where there is nothing to compare with."""
    if seen.week_before is None:
        return None
    difference = exact(seen.value) - exact(seen.week_before)
    unit = "points" if unit == "pct" else unit
    amount, nothing = texts.quantity(abs(difference), unit), texts.quantity(0, unit)
    direction = "level" if amount == nothing else "up" if difference > 0 else "down"
    return texts(f"changes.{direction}", amount=amount)


def with_change(statement: str, seen: Latest, unit: str, *, texts: Texts) -> str:
    """Return the statement followed by the change in a week, where it is known."""
    changed = change(seen, unit, texts)
    return texts("changes.sentence", statement=statement, change=changed) if changed else statement


def counted(noun: str, number: int, texts: Texts) -> str:
    """Return a number of entities in words, one to four of them only as `fewer than 5`."""
    if 0 < number < FEWEST_ENTITIES:
        return texts("disclosure.fewer_than", things=texts.count(noun, FEWEST_ENTITIES))
    return texts.count(noun, number)
