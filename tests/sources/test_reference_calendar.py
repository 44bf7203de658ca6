"""Working days of the authorities: weekdays but holidays and moved days off, and the weekend days worked instead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tampering import DAY

from cryptocity.errors import SourceUnavailable
from cryptocity.sandbox.feeds.calendar import work_calendar
from cryptocity.sandbox.feeds.reference import answer
from cryptocity.sources.reference.calendar import WorkCalendar, calendar_of
from cryptocity.sources.reference.decode import CALENDAR_FEED, items_of
from loopback import PSEUDONYMS

MAY_2024 = WorkCalendar(
    frozenset({date(2024, 5, 1), date(2024, 5, 7), date(2024, 5, 8), date(2024, 5, 9)}), frozenset({date(2024, 5, 4)})
)


def in_force(day):
    items = items_of(answer(work_calendar(day, faulty=False)))
    sifted = CALENDAR_FEED.sifted(items, DAY, PSEUDONYMS)
    assert sifted.rejected == ()
    return calendar_of(sifted.good)


@pytest.mark.parametrize(
    ("day", "works"), [(4, True), (5, False), (6, True), (7, False), (8, False), (9, False), (10, True), (11, False)]
)
def test_a_moved_day_off_and_the_saturday_worked_for_it_change_places(day, works):
    assert MAY_2024.is_working(date(2024, 5, day)) is works


def test_the_working_days_of_a_span_leave_its_first_day_out():
    assert MAY_2024.working_days(date(2024, 5, 4), date(2024, 5, 10)) == (date(2024, 5, 6), date(2024, 5, 10))
    assert MAY_2024.working_days(date(2024, 5, 10), date(2024, 5, 10)) == ()


def test_the_next_working_day_passes_over_days_off_in_a_row():
    assert MAY_2024.next_working_day(date(2024, 5, 6)) == date(2024, 5, 10)
    assert MAY_2024.next_working_day(date(2024, 5, 10)) == date(2024, 5, 13)


def test_a_year_of_which_nothing_is_said_has_no_working_days():
    with pytest.raises(SourceUnavailable, match=r"^the work calendar says nothing of 2025 yet$"):
        MAY_2024.is_working(date(2025, 5, 6))


@given(start=st.dates(date(2024, 1, 1), date(2024, 11, 30)), length=st.integers(0, 20))
def test_a_span_is_its_two_halves(start, length):
    end, middle = start + timedelta(days=length), start + timedelta(days=length // 2)
    halves = (*MAY_2024.working_days(start, middle), *MAY_2024.working_days(middle, end))
    assert MAY_2024.working_days(start, end) == halves


# Published by inform.kz on 2026-01-02; without Constitution Day, which the new Constitution moved meanwhile.
OFF_IN_2026 = """
01-01 01-02 01-07 03-08 03-09 03-21 03-22 03-23 03-24 03-25 05-01 05-07 05-09 05-11 05-27 07-06 10-25 10-26 12-16
"""


def test_the_days_off_of_2026_are_those_that_were_published():
    days = {day for day in in_force(DAY).days_off if day.year == DAY.year}
    assert days == {date.fromisoformat(f"2026-{day}") for day in OFF_IN_2026.split()}


def test_saturdays_and_sundays_that_were_worked_are_known():
    assert {date(2024, 5, 4), date(2025, 1, 5)} <= in_force(date(2025, 6, 1)).worked


@pytest.mark.parametrize("year", [2026, 2027, 2040, 2079])
def test_every_year_of_the_sandbox_city_has_a_calendar_around_it(year):
    calendar = in_force(date(year, 7, 1))
    assert calendar.is_working(date(year, 12, 16)) is False
    assert {day.year for day in calendar.days_off} == {year - 1, year, year + 1}
