"""Two releases compared number by number: headlines, figures and marts, and what the command writes of them."""

import csv
import json
from io import StringIO

import pytest

from cryptocity.release.causes import NEW_DAYS, REVISION
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.differences import FIGURE, HEADLINE, MART, differences
from lineages import DATASET, day_of, definitions, partition, partitions, write_lineage
from reports.releases import FIRST, MARTS, city, point, write_release
from terminal import typed

HEADLINES = [one.name for report in REPORTS for one in report.headlines]


def revised_week():
    """The week whose last day has one tenge more of turnover, but as many payments."""
    rows = city(7)
    daily = rows["adoption.adoption_daily"]
    retail = daily[-1][8] + 1
    return rows | {"adoption.adoption_daily": [*daily[:-1], (*daily[-1][:8], retail, *daily[-1][9:])]}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    home = tmp_path_factory.mktemp("compared")
    last = day_of(6, FIRST)
    revised = partitions(FIRST, 7, one=partition(DATASET, last, "b"))
    for name, rows, days, inputs in (
        ("week", city(7), 7, partitions(FIRST, 7)),
        ("revised", revised_week(), 7, revised),
        ("further", city(8), 8, partitions(FIRST, 8)),
    ):
        folder = write_release(home, name, rows, days=days, previous=None if name == "week" else "week")
        write_lineage(folder, inputs, definitions(MARTS))
    point(home, "further")
    return home


def one_of(found, name, measure):
    (one,) = [each for each in found if (each.name, each.measure) == (name, measure)]
    return one


def test_every_headline_figure_and_mart_is_compared_in_the_order_of_the_pages(compared):
    found = tuple(differences(compared, "week", "week"))
    assert [one.name for one in found if one.kind == HEADLINE] == HEADLINES
    assert [(one.name, one.measure) for one in found if one.kind == FIGURE] == [
        (figure.name, measure) for report in REPORTS for figure in report.figures for measure in figure.measures
    ]
    assert [one.name for one in found if one.kind == MART] == sorted(MARTS)
    assert [one for one in found if one.differs or one.causes or one.difference] == []


def test_a_headline_is_compared_by_its_newest_values(compared):
    share = one_of(differences(compared, "week", "further"), "crypto_share_of_turnover", "crypto_share_pct")
    old, new = (city(days)["adoption.adoption_daily"][-1][9] for days in (7, 8))
    assert (share.at_before, share.old) == (str(day_of(6, FIRST)), old)
    assert (share.at_after, share.new) == (str(day_of(7, FIRST)), new)
    assert share.difference == new - old
    assert (share.only_before, share.only_after) == (0, 1)
    assert [(cause.kind, cause.days) for cause in share.causes] == [(NEW_DAYS, (str(day_of(7, FIRST)),))]


def test_a_figure_is_compared_by_the_row_that_differs_most(compared):
    found = tuple(differences(compared, "week", "revised"))
    turnover = one_of(found, "turnover", "retail_turnover_kzt")
    assert (turnover.at_before, turnover.at_after) == (str(day_of(6, FIRST)),) * 2
    assert (turnover.difference, turnover.only_before, turnover.only_after) == (1, 1, 1)
    assert {(cause.kind, cause.names, cause.days) for one in found for cause in one.causes} == {
        (REVISION, (DATASET,), (str(day_of(6, FIRST)),))
    }
    assert {one.name for one in found if one.differs} == {"crypto_share", "turnover"}
    assert not one_of(found, "turnover", "crypto_turnover_kzt").differs


def test_the_command_shows_three_tables_and_counts_what_does_not_differ(compared):
    ran = typed("release", "diff", home=compared)
    assert (ran.code, ran.errors) == (0, "")
    assert ran.lines[0] == "week -> further"
    assert [line.strip() for line in ran.lines if line.strip() in ("headlines", "figures", "marts")] == [
        *("headlines", "figures", "marts")
    ]
    assert ran.lines[-1].endswith(" measures of figures do not differ")
    shown = ran.output.decode()
    assert f"new days: {day_of(7, FIRST)}" in shown
    assert all(name in shown for name in HEADLINES)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_command_writes_every_number_as_a_row(compared, form):
    text = typed("release", "diff", "week", "revised", "--format", form, home=compared).output.decode()
    rows = json.loads(text) if form == "json" else list(csv.DictReader(StringIO(text)))
    found = tuple(differences(compared, "week", "revised"))
    assert [(row["kind"], row["name"], row["measure"]) for row in rows] == [
        (one.kind, one.name, one.measure) for one in found
    ]
    (turnover,) = [row for row in rows if (row["name"], row["measure"]) == ("turnover", "retail_turnover_kzt")]
    assert (turnover["difference"], turnover["cause"]) == ("1.00", f"revision: {DATASET} of {day_of(6, FIRST)}")
