"""The arithmetic that the truths of all areas share: months, shares, cents."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cryptocity.sandbox.world import DayFacts, World

Rows = list[dict[str, object]]
Truth = Callable[[World, Sequence[DayFacts]], Rows]
"""How a mart's true rows follow from the world and the facts of exactly the days that landed, in order."""


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def pct(part: int, whole: int) -> Decimal | None:
    """Return a share in percent to four decimals, halves away from zero; None where there is no whole."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole > 0 else None


def cents(amount: Decimal) -> int:
    """Return an amount in whole hundredths, halves away from zero."""
    return int((100 * amount).to_integral_value(ROUND_HALF_UP))


def percentile(ordered: Sequence[int], pct: int) -> int | None:
    """Return the smallest value that at least so many percent do not exceed; None where there is none."""
    return ordered[-(-len(ordered) * pct // 100) - 1] if ordered else None
