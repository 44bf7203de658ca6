"""How long things take, from what is known to have happened: the product limit in exact fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import count


@dataclass(frozen=True)
class Wait:
    """A case that was looked at from so many days after its beginning to so many, and whether it was then over."""

    entered_after: int
    left_after: int
    is_over: bool

    def is_at_risk(self, days: int) -> bool:
        """Tell whether its end would have been seen after exactly so many days."""
        is_end = self.is_over and self.left_after == days
        return is_end or self.entered_after <= days <= self.left_after


@dataclass(frozen=True)
class Step:
    """After so many days so many ended, of those at risk then; `surviving` is the share that waits longer.

    It is None, not known, once all at risk have ended though others, first looked at later, are seen to wait longer,
    and from the first number of days on, 0 among them, after which nobody is at risk.
    """

    days: int
    at_risk: int
    ended: int
    surviving: Fraction | None


def days_until(waits: Sequence[Wait], pct: int) -> int | None:
    """Return the smallest number of days by which so many percent were over, None where that is not known."""
    left = Fraction(100 - pct, 100)
    return next((step.days for step in steps(waits) if step.surviving is not None and step.surviving <= left), None)


def known_to(waits: Sequence[Wait]) -> int:
    """Return the greatest number of days up to which the share that waits longer is known, -1 where it is of none."""
    unknown = [step.days - 1 for step in steps(waits) if step.surviving is None]
    return min([followed_to(waits), *unknown])


def followed_to(waits: Sequence[Wait]) -> int:
    """Return the days before the first number of days after which nobody is at risk."""
    return next(days for days in count() if not any(wait.is_at_risk(days) for wait in waits)) - 1


def pct_within(waits: Sequence[Wait], days: int) -> Decimal | None:
    """Return the percentage that is over within so many days, to four decimals; None where that is not known."""
    until = [step.surviving for step in steps(waits) if step.days <= days]
    surviving = until[-1] if until else Fraction(1)
    if surviving is None or (surviving > 0 and known_to(waits) < days):
        return None
    return percent(1 - surviving)


def percent(share: Fraction) -> Decimal:
    """Return a share in percent, to four decimals."""
    exact = Decimal(100 * share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def steps(waits: Sequence[Wait]) -> list[Step]:
    """Return what happened after each number of days after which something ended."""
    longest, followed = max(wait.left_after for wait in waits), followed_to(waits)
    surviving: Fraction | None = Fraction(1)
    found: list[Step] = []
    for days in sorted({wait.left_after for wait in waits if wait.is_over}):
        at_risk = sum(wait.is_at_risk(days) for wait in waits)
        ended = sum(wait.is_over and wait.left_after == days for wait in waits)
        if days > followed or (ended == at_risk and days < longest):
            surviving = None
        elif surviving is not None:
            surviving *= 1 - Fraction(ended, at_risk)
        found.append(Step(days, at_risk, ended, surviving))
    return found
