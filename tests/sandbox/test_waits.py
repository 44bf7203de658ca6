"""How long things take: what the city's truth knows of waits, and up to where it knows anything."""

from fractions import Fraction

import pytest

from cryptocity.sandbox.truth.waits import Wait, days_until, followed_to, known_to, pct_within, steps

YOUNG, OLD = [Wait(0, 6, is_over=False)] * 3 + [Wait(0, 2, is_over=True)], [Wait(60, 61, is_over=True)] * 9


def test_nothing_is_known_from_the_first_length_on_at_which_nobody_is_at_risk():
    waits = [*YOUNG, *OLD, Wait(60, 70, is_over=False)]
    assert [(step.days, step.surviving) for step in steps(waits)] == [(2, Fraction(3, 4)), (61, None)]
    assert (followed_to(waits), known_to(waits), days_until(waits, 50)) == (6, 6, None)
    assert (pct_within(waits, 6), pct_within(waits, 7)) == (25, None)


def test_nothing_is_known_where_nobody_was_looked_at_from_the_beginning():
    waits = [Wait(1, 4, is_over=True), Wait(1, 9, is_over=False)]
    assert [step.surviving for step in steps(waits)] == [None]
    assert (known_to(waits), days_until(waits, 50), pct_within(waits, 5)) == (-1, None, None)


@pytest.mark.parametrize(("entered", "median"), [(7, 61), (8, None)])
def test_who_is_looked_at_from_the_day_after_others_were_last_leaves_no_gap(entered, median):
    waits = [*YOUNG, *[Wait(entered, 61, is_over=True)] * 9]
    assert days_until(waits, 50) == median


def test_where_all_ended_everything_is_known():
    waits = [Wait(0, 2, is_over=True), Wait(0, 3, is_over=True)]
    assert (known_to(waits), days_until(waits, 90), pct_within(waits, 5)) == (3, 3, 100)
