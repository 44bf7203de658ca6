"""The arithmetic that the truths of all areas share: months, shares, cents."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Rows = list[dict[str, object]]


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def pct(part: int, whole: int) -> Decimal | None:
    """Return a share in percent to four decimals, halves away from zero; None where there is no whole."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole > 0 else None


def cents(amount: Decimal) -> int:
    """Return an amount in whole hundredths, halves away from zero."""
    return int((100 * amount).to_integral_value(ROUND_HALF_UP))
