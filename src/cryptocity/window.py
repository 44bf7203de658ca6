"""Windows of time: half-open instants [start, end), and city days in Asia/Almaty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from cryptocity.errors import WrongUsage

CITY_ZONE = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True, order=True)
class Window:
    """Half-open instants [start, end), both in UTC."""

    start: datetime
    end: datetime

    @classmethod
    def of_day(cls, day: date) -> "Window":
        """Return the window of one calendar day in Asia/Almaty (23 to 25 hours where the offset changes)."""
        return cls(_midnight(day), _midnight(day + timedelta(days=1)))

    @property
    def day(self) -> date:
        """Return the calendar day in Asia/Almaty on which the window starts."""
        return day_of(self.start)

    def holds(self, instant: datetime) -> bool:
        """Tell whether an aware instant lies in the window."""
        return self.start <= instant < self.end


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_ZONE).astimezone(UTC)


def day_of(instant: datetime) -> date:
    """Return the calendar day in Asia/Almaty on which an aware instant falls."""
    return instant.astimezone(CITY_ZONE).date()


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from first to last, both inclusive."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


@cache  # a year's partitions name each day dozens of times
def parse_day(text: str) -> date:
    """Read a day written YYYY-MM-DD. Raises WrongUsage on anything else."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=CITY_ZONE).date()
    except ValueError:
        raise WrongUsage(f"{text!r} is not a day: write it as 2026-11-01") from None
