"""The work calendar: public holidays of Kazakhstan, days off that were moved, and weekend days that are worked.

Holidays are those of the python-holidays package, which cites the law of 13.12.2001 and the Government's decisions; of
2026 they agree with the calendar that inform.kz published on 2026-01-02, but for Constitution Day, which moved.
"""

from datetime import date
from functools import cache

from holidays.countries.kazakhstan import Kazakhstan

Json = dict[str, object]

_SOURCE = "python-holidays, Kazakhstan (law 267 of 13.12.2001)"
_KNOWN_UNTIL = 2026
_SATURDAY = 5


def work_calendar(day: date, *, faulty: bool) -> list[Json]:
    """Return the days of the year, the one before and the one after it that are not what their weekday says."""
    items = [item for year in range(day.year - 1, day.year + 2) for item in _of_year(year)]
    return [*items, {**items[0], "kind": "half_day", "calendar_on": f"{day.year}-12-31"}] if faulty else items


@cache
def _of_year(year: int) -> tuple[Json, ...]:
    named = Kazakhstan(years=year)
    days = [_item(on, title) for on, title in sorted(named.items())]
    worked = [
        {**_item(on, "Working day moved to a weekend day"), "kind": "working_day"}
        for on in sorted(named.weekend_workdays)
        if on.year == year
    ]
    return (*days, *worked)


def _item(on: date, title: str) -> Json:
    is_moved = on.weekday() < _SATURDAY and (title.startswith("Day off") or title.endswith("(observed)"))
    is_forecast = on.year > _KNOWN_UNTIL or "estimated" in title
    return {
        "calendar_on": str(on),
        "kind": "day_off" if is_moved else "holiday",
        "title": title,
        "source_document": _SOURCE,
        "confidence": "low" if is_forecast else "medium",
    }
