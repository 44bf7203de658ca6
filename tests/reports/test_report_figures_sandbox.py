"""Figures on sandbox and talent say what their rows say, and no more than may be shown."""

from datetime import date

import polars as pl
import pytest

from cryptocity.reports.areas.sandbox_and_talent import SANDBOX_AND_TALENT
from cryptocity.reports.disclosure import Earlier
from cryptocity.reports.figures import sandbox_and_talent

STAGES = ("applied", "admitted", "live", "graduated", "exited")
NOVEMBER, AS_OF = date(2026, 11, 1), date(2026, 11, 4)
FIGURES = {figure.name: figure for figure in SANDBOX_AND_TALENT.figures}


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def dated(rows):
    return rows.with_columns(first_day=pl.lit(None, dtype=pl.Date), last_day=pl.lit(AS_OF), as_of_on=pl.lit(AS_OF))


def stages(*counts, total=None):
    rows = {
        "month": [NOVEMBER] * 5,
        "stage": STAGES,
        "participants": pl.Series(counts, dtype=pl.Int64),
        "month_participants": [total or sum(counts)] * 5,
    }
    return dated(pl.DataFrame(rows))


def test_stages_are_stacked_and_those_live_are_named(english):
    chart = sandbox_and_talent.sandbox_stages(stages(6, 0, 9, 7, 5), english)
    assert title(chart) == "27 firms had applied to the sandbox by 4 November 2026; live with clients: 9"
    assert [(trace.name, list(trace.y)) for trace in chart.data] == [
        ("Live with clients", [9]),
        ("Admitted", [0]),
        ("Waiting for admission", [6]),
        ("Graduated to a licence", [7]),
        ("Exited", [5]),
    ]
    assert list(chart.data[0].x) == ["November\u00a02026 to date".replace("\u00a0", " ")]


def test_withheld_stages_stand_together(english):
    rows = FIGURES["sandbox_stages"].answered(stages(6, 9, 2, 8, 3)).disclosed
    chart = sandbox_and_talent.sandbox_stages(rows, english)
    assert title(chart) == "28 firms had applied to the sandbox by 4 November 2026; live with clients: not shown"
    assert (chart.data[-1].name, list(chart.data[-1].y)) == ("Stages not shown apart", [5])


def test_a_single_withheld_stage_is_not_the_rest_of_the_total():
    shown = FIGURES["sandbox_stages"].answered(stages(6, 9, 2, 8, 7)).disclosed
    assert shown["participants"].null_count() > 1


def test_a_sandbox_of_fewer_than_five_shows_nothing():
    shown = FIGURES["sandbox_stages"].answered(stages(1, 0, 2, 1, 0)).disclosed
    assert shown["participants"].drop_nulls().to_list() == [0, 0]
    assert shown["month_participants"].null_count() == 5


def waits(median, p90, participants=17):
    rows = {
        "month": [NOVEMBER],
        "participants": [participants],
        "median_days_to_admission": pl.Series([median], dtype=pl.Int64),
        "p90_days_to_admission": pl.Series([p90], dtype=pl.Int64),
    }
    return dated(pl.DataFrame(rows))


@pytest.mark.parametrize(
    ("median", "words"),
    [
        (55, "Half of the applications are admitted within 55 days (17 firms, as of 4 November 2026)"),
        (1, "Half of the applications are admitted within 1 day (17 firms, as of 4 November 2026)"),
        (None, "Half of the applications are not admitted yet (17 firms, as of 4 November 2026)"),
    ],
)
def test_days_to_admission_tell_the_median_or_that_it_is_not_reached(median, words, english):
    chart = sandbox_and_talent.days_to_admission(waits(median, None), english)
    assert title(chart) == words
    assert [list(trace.x) for trace in chart.data] == [[None], [median]]


def test_days_of_fewer_than_five_applications_are_withheld():
    shown = FIGURES["days_to_admission"].answered(waits(55, 70, participants=4)).disclosed
    assert shown.select("participants", "median_days_to_admission", "p90_days_to_admission").row(0) == (None,) * 3


def people(firms, headcount, specialists):
    rows = {
        "month": [NOVEMBER],
        "headcount": [headcount],
        "specialists": [specialists],
        "other_people": [headcount - specialists],
        "firms": [firms],
    }
    return dated(pl.DataFrame(rows))


@pytest.mark.parametrize(
    ("headcount", "specialists", "words"),
    [
        (200, 101, "9 firms employed 200 people on 4 November 2026, 50.5 % of them specialists"),
        (1, 1, "9 firms employed 1 person on 4 November 2026, 100.0 % of them specialists"),
        (0, 0, "9 firms employed 0 people on 4 November 2026, 0.0 % of them specialists"),
    ],
)
def test_resident_people_are_specialists_and_others(headcount, specialists, words, english):
    chart = sandbox_and_talent.resident_people(people(9, headcount, specialists), english)
    assert title(chart) == words
    assert [list(trace.y) for trace in chart.data] == [[specialists], [headcount - specialists]]


def test_what_a_newcomer_brings_is_not_told_by_the_release_before():
    figure, before = FIGURES["resident_people"], Earlier(people(9, 200, 101), date(2026, 11, 3))
    assert figure.answered(people(10, 260, 131), [before]).disclosed["headcount"].to_list() == [None]
    assert figure.answered(people(14, 260, 131), [before]).disclosed["headcount"].to_list() == [260]
    assert figure.answered(people(9, 201, 101), [before]).disclosed["headcount"].to_list() == [201]


def activities(*firms):
    count = len(firms)
    rows = {
        "month": [NOVEMBER] * count,
        "oked_code": ["62010", "63110", "66190", "85590"][:count],
        "headcount": [400, 310, 250, 90][:count],
        "specialists": [210, 150, 40, 30][:count],
        "firms": firms,
    }
    table = dated(pl.DataFrame(rows))
    return table.with_columns(all_headcount=pl.col("headcount").sum(), all_firms=pl.col("firms").sum())


def test_resident_activities_name_the_largest(english):
    chart = sandbox_and_talent.resident_activities(activities(9, 7, 6, 8), english)
    assert title(chart) == (
        "62010 Computer programming: 400 of 1,050 people whom resident firms employed on 4 November 2026"
    )
    assert [list(trace.x) for trace in chart.data] == [[400, 310, 250, 90], [210, 150, 40, 30]]


def test_an_activity_of_few_firms_takes_another_with_it(english):
    shown = FIGURES["resident_activities"].answered(activities(9, 7, 2, 8)).disclosed
    assert shown.filter(pl.col("oked_code") == "66190").select("headcount", "specialists", "firms").row(0) == (
        (None,) * 3
    )
    assert shown["headcount"].null_count() > 1
    assert len(sandbox_and_talent.resident_activities(shown, english).data[0].x) == shown["headcount"].count()
