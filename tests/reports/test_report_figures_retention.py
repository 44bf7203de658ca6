"""Payers who come back: a cell for each cohort and later month, and none that tells of few."""

from datetime import date

import duckdb
import pytest

from cryptocity.reports.answers import Query
from cryptocity.reports.areas.adoption import ADOPTION
from cryptocity.reports.figures import adoption
from cryptocity.reports.theme import SHADES, UNKNOWN
from reports.areas import cohort_cell
from reports.releases import write_marts

FIGURE = next(figure for figure in ADOPTION.figures if figure.name == "retention")
SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))


@pytest.fixture
def answered(tmp_path):
    def of(*cells):
        write_marts(tmp_path / "marts.duckdb", {"adoption.retention_cohorts_monthly": list(cells)})
        with duckdb.connect(tmp_path / "marts.duckdb", read_only=True) as marts:
            return FIGURE.answered(Query("adoption", "adoption", FIGURE).rows(marts))

    return of


def cells_of(retained, newest=60):
    return [
        cohort_cell(SEPTEMBER, SEPTEMBER, 100, 100),
        cohort_cell(SEPTEMBER, OCTOBER, 100, 80),
        cohort_cell(SEPTEMBER, NOVEMBER, 100, 40),
        cohort_cell(OCTOBER, OCTOBER, 50, 50),
        cohort_cell(OCTOBER, NOVEMBER, 50, retained),
        cohort_cell(NOVEMBER, NOVEMBER, newest, newest),
    ]


def drawn(chart):
    """Each cell with its text, the colour of that text and the colour of the cell."""
    (trace,) = chart.data
    fills = [UNKNOWN.fill, *(shade.fill for shade in SHADES)]
    cells = zip(trace.y, trace.x, trace.text, trace.z, strict=True)
    plain = {'<span style="color: ': "", '">': " ", "</span>": ""}
    found = {}
    for line, column, text, band in cells:
        for tag, written in plain.items():
            text = text.replace(tag, written)
        found[line.replace("\u00a0", " "), column] = (text, fills[int(band)])
    return found


def test_every_later_month_of_a_cohort_is_a_cell_whose_text_is_read_on_its_shade(answered, english):
    chart = adoption.retention(answered(*cells_of(10)).disclosed, english)
    assert drawn(chart) == {
        ("Sept 2026", 1): (f"{SHADES[3].text} 80", SHADES[3].fill),
        ("Sept 2026", 2): (f"{SHADES[1].text} 40*", SHADES[1].fill),
        ("Oct 2026", 1): (f"{SHADES[0].text} 20*", SHADES[0].fill),
    }
    words = "80.0 % of those who first paid in September 2026 paid again in October 2026"
    assert chart.layout.title.text.replace("\u00a0", " ") == words
    assert chart.data[0].hovertext[2] == "October 2026 → November 2026: 20.0\u00a0%"


def test_colours_of_cells_stand_for_bands_of_one_width(answered, english):
    (trace,) = adoption.retention(answered(*cells_of(10)).disclosed, english).data
    fills = [UNKNOWN.fill, *(shade.fill for shade in SHADES)]
    assert [colour for _, colour in trace.colorscale] == [fill for fill in fills for _ in range(2)]
    assert (trace.zmin, trace.zmax) == (0, len(fills))


def test_a_few_who_came_back_are_not_worked_out_from_the_payers_of_the_month(answered, english):
    disclosed = answered(*cells_of(3)).disclosed
    november = disclosed.filter(disclosed["month"] == NOVEMBER)["retained_payers"].to_list()
    assert november == [None, None, 60]
    assert drawn(adoption.retention(disclosed, english))["Oct 2026", 1] == (f"{UNKNOWN.text} ", UNKNOWN.fill)


def test_only_the_last_seven_months_are_shown(answered):
    old = [cohort_cell(date(2026, month, 1), NOVEMBER, 100, 50) for month in (4, 5)]
    assert answered(*old, *cells_of(10)).rows["cohort_month"].min() == date(2026, 5, 1)


def test_first_months_alone_tell_nothing(answered):
    assert answered(cohort_cell(NOVEMBER, NOVEMBER, 60, 60)).rows.is_empty()


def test_the_size_of_a_cohort_is_told_but_no_share_of_its_own_month(answered):
    rows = answered(*cells_of(10)).rows
    assert rows.filter(rows["month_number"] == 0).select("retention_pct", "retained_payers").rows() == [
        (None, 100),
        (None, 50),
        (None, 60),
    ]
