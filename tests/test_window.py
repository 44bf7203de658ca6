"""City days in Asia/Almaty, whose offset changed on 2024-03-01."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cryptocity.errors import WrongUsage
from cryptocity.window import Window, day_of, days_between, parse_day


def test_a_day_since_march_2024_starts_at_nineteen_utc_of_the_day_before():
    window = Window.of_day(date(2026, 11, 1))
    assert window == Window(datetime(2026, 10, 31, 19, tzinfo=UTC), datetime(2026, 11, 1, 19, tzinfo=UTC))


def test_the_day_on_which_the_offset_changed_is_an_hour_longer():
    window = Window.of_day(date(2024, 2, 29))
    assert window.end - window.start == timedelta(hours=25)


def test_windows_are_half_open_and_leave_no_gap():
    first, second = Window.of_day(date(2026, 10, 31)), Window.of_day(date(2026, 11, 1))
    assert first.end == second.start
    assert not first.holds(second.start)
    assert second.holds(second.start)


@pytest.mark.parametrize("day", list(days_between(date(2024, 2, 27), date(2024, 3, 3))))
def test_every_instant_of_a_window_falls_on_its_day(day):
    window = Window.of_day(day)
    assert window.day == day
    assert day_of(window.start) == day
    assert day_of(window.end - timedelta(microseconds=1)) == day


def test_days_between_are_inclusive():
    assert list(days_between(date(2026, 2, 27), date(2026, 3, 1))) == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]


@pytest.mark.parametrize("text", ["", "2026-13-01", "01.11.2026", "2026-11-31", "yesterday"])
def test_what_is_no_day_is_wrong_usage(text):
    with pytest.raises(WrongUsage, match="is not a day"):
        parse_day(text)
