"""Working days of the authorities, which set rates and prices on them alone. Pure.

Source: Labour Code art. 84-85 (a public holiday on a weekend moves the day off; the Government may move working days);
order of the Ministry of Finance of 25.09.2025 (a day off has the value of the working day before it).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cryptocity.errors import SourceUnavailable

_SATURDAY = 5
_WORKED = "working_day"


@dataclass(frozen=True)
class WorkCalendar:
    """The days that are not what their weekday says, and the years that these were told of."""

    days_off: frozenset[date]
    worked: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Tell whether the authorities work on a day. Raises SourceUnavailable: the calendar is silent on its year."""
        if day.year not in {each.year for each in self.days_off}:
            raise SourceUnavailable(f"the work calendar says nothing of {day.year} yet")
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.days_off)

    def working_days(self, after: date, until: date) -> tuple[date, ...]:
        """Return the working days after one day, until another inclusive."""
        days = (after + timedelta(days=ahead) for ahead in range(1, (until - after).days + 1))
        return tuple(day for day in days if self.is_working(day))

    def next_working_day(self, day: date) -> date:
        """Return the first working day after a day."""
        following = day + timedelta(days=1)
        return following if self.is_working(following) else self.next_working_day(following)


def calendar_of(rows: Iterable[Sequence[Any]]) -> WorkCalendar:
    """Return the calendar that rows of reference.work_calendar make, each of which begins with its day and kind."""
    days: dict[bool, list[date]] = {True: [], False: []}
    for day, kind, *_ in rows:
        days[kind == _WORKED].append(day)
    return WorkCalendar(frozenset(days[False]), frozenset(days[True]))
