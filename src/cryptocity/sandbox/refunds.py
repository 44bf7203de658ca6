"""VAT refund applications in the simulated city: in digital tenge within days, on the ordinary road within months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cryptocity.sandbox.city import City

_APPLICATIONS_A_DAY = 2.0
_LONGEST_DAYS = 100
_DIGITAL_SHARE, _REJECTED_SHARE = 0.4, 0.08
_WORKING_DAYS_A_WEEK = 5


@dataclass(frozen=True)
class RefundApplication:
    """One application from its first day to its last; what has not happened on a day is not known on it."""

    application_id: str
    xin: str
    tax_period: str
    amount: int
    channel: str
    is_rejected: bool
    applied_on: date
    decided_on: date
    credited_on: date

    @property
    def closed_on(self) -> date:
        """Return the day on which nothing is left to wait for."""
        return self.decided_on if self.is_rejected else self.credited_on

    def status_on(self, day: date) -> str:
        """Return what has become of it by the end of a day."""
        if day < self.decided_on:
            return "open"
        if self.is_rejected:
            return "rejected"
        return "approved" if day < self.credited_on else "credited"


def refund_applications_of(city: City, day: date) -> list[RefundApplication]:
    """Return the applications that were made by the day and not closed before it, in the order of their making."""
    applied = (day - timedelta(days=back) for back in range(_LONGEST_DAYS, -1, -1))
    return [each for past in applied for each in _made(city, past) if each.closed_on >= day]


def _made(city: City, applied_on: date) -> Iterator[RefundApplication]:
    dice = city.dice("VAT refunds", applied_on)
    merchants = city.merchants["xin"].to_list()
    quarter = (applied_on.replace(day=1) - timedelta(days=80)).replace(day=1)
    for number in range(1 + int(dice.poisson(_APPLICATIONS_A_DAY - 1))):
        is_digital = bool(dice.random() < _DIGITAL_SHARE)
        days = int(dice.integers(3, 6)) if is_digital else int(dice.integers(60, 90))
        decided, credited = (_working_days_after(applied_on, days - 1), _working_days_after(applied_on, days))
        if not is_digital:
            decided, credited = applied_on + timedelta(days=days - 10), applied_on + timedelta(days=days)
        yield RefundApplication(
            application_id=f"VR-{applied_on:%Y%m%d}-{number:02d}",
            xin=merchants[int(dice.integers(0, len(merchants)))],
            tax_period=f"{quarter.year}-Q{(quarter.month + 2) // 3}",
            amount=int(dice.lognormal(15.0, 1.2) * 100),
            channel="digital" if is_digital else "ordinary",
            is_rejected=bool(dice.random() < _REJECTED_SHARE),
            applied_on=applied_on,
            decided_on=decided,
            credited_on=credited,
        )


def _working_days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _WORKING_DAYS_A_WEEK
    return day
