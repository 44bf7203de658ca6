"""The front page says what changed since the release before: new days in passing, revisions so that they are seen."""

from functools import cache

import pytest
from lxml import html

from cryptocity.reports.answers import answers_of
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.page import front_page
from cryptocity.reports.publish import gather
from cryptocity.reports.released import read_release
from cryptocity.reports.since import Reason, Shown, since
from cryptocity.reports.texts import languages, read_texts
from lineages import DATASET, SEED

SHARE = "crypto_share_of_turnover"
HEADLINES = sum(len(report.headlines) for report in REPORTS)
COLUMNS = ("Headline figure", "Before", "Now", "Cause")


@pytest.fixture(scope="module")
def answered(successors):
    """Return a release by its name, and what it answers."""

    @cache
    def answers(name):
        release = read_release(successors, name)
        return release, answers_of(release)

    return answers


@pytest.fixture(scope="module")
def told(answered, english):
    """Return what a release says of each headline that changed, by name, and all of the section."""

    def since_of(name):
        release, answers = answered(name)
        asked = [(one, answers["headlines", one.name]) for report in REPORTS for one in report.headlines]
        found = since(release, asked, english)
        return {one.name: one for one in found.changed}, found

    return since_of


def test_further_days_are_told_in_passing(told):
    changed, found = told("further")
    share = changed[SHARE]
    assert share.reasons == (Reason("new days: 2", (), stands_out=False),)
    assert share.revised == ""
    assert (share.before.period, share.now.period) == ("11\u00a0October 2026", "13\u00a0October 2026")
    assert {one.revised for one in found.changed} == {""}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("revised", Reason("revised data: 11\u00a0October 2026", (DATASET,), stands_out=True)),
        ("late", Reason("late data: 11\u00a0October 2026", (DATASET,), stands_out=True)),
        ("code", Reason("changed calculation", ("adoption_daily",), stands_out=True)),
        ("unexplained", Reason("unexplained: nothing behind this number has changed", (), stands_out=True)),
        ("untold", Reason("the cause cannot be told", (), stands_out=True)),
    ],
)
def test_what_changed_a_number_that_had_been_published_stands_out(name, reason, told):
    changed, found = told(name)
    assert set(changed) == {SHARE}
    assert changed[SHARE].reasons == (reason,)
    assert changed[SHARE].now == Shown("50.0\u00a0%", "11\u00a0October 2026")
    assert changed[SHARE].before.period == "11\u00a0October 2026"
    assert changed[SHARE].revised == "Values published before that are different now: 1"
    assert found.unchanged == f"Headline figures without a change: {HEADLINES - 1}."


def test_another_parameter_changes_what_rests_on_it(told):
    changed, _ = told("parameter")
    assert {one: changed[one].reasons for one in changed} == {
        "vat_due_in_month": (Reason("changed parameter", (SEED,), stands_out=True),)
    }


def test_what_this_release_withholds_is_not_shown_of_the_one_before_either(told):
    changed, _ = told("withheld")
    assert changed[SHARE].before == Shown("not shown")
    assert changed[SHARE].revised == ""


def test_without_a_change_that_is_said(told):
    changed, found = told("same")
    assert changed == {}
    assert found.note.startswith("Compared with release week, whose data ends with 11\u00a0October 2026.")


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("week", "This is the first release: there is none before it to compare with."),
        ("orphan", "The earlier release gone is not at hand, or not all of those before it are: nothing is compared."),
    ],
)
def test_without_a_release_before_nothing_is_compared(name, note, told):
    changed, found = told(name)
    assert (changed, found.note, found.unchanged) == ({}, note, "")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["week", "same", "revised"])
def test_the_front_page_of_every_language_has_the_section(name, language, answered, told):
    release, answers = answered(name)
    texts = read_texts(language)
    page = html.fromstring(front_page(gather(release, texts, answers=answers), texts).decode())
    (section,) = page.xpath("//section[@aria-labelledby='since']")
    assert section.xpath("string(h2)") == texts("since.title")
    rows = section.xpath(".//table[@class='since']/tbody/tr")
    expected = [texts(f"headlines.{one.name}") for one in told(name)[1].changed]
    assert [row.xpath("string(th)") for row in rows] == expected
    assert [len(row.xpath(".//p[@class='stands-out']")) for row in rows] == [2] * len(rows)
    said = {"week": "since.first", "same": "since.none", "revised": "since.headline"}[name]
    assert texts(said) in section.text_content()


def test_the_table_reads_from_before_to_now(answered, english):
    release, answers = answered("revised")
    page = html.fromstring(front_page(gather(release, english, answers=answers), english).decode())
    (table,) = page.xpath("//table[@class='since']")
    assert tuple(table.xpath(".//thead//th/text()")) == COLUMNS
    (row,) = table.xpath(".//tbody/tr")
    before, now, why = (" ".join(cell.text_content().replace("\u00a0", " ").split()) for cell in row.xpath("td"))
    assert before == "2.3 %11 October 2026"
    assert now == "50.0 %11 October 2026"
    assert why.startswith("revised data: 11 October 2026merchants.receipts Values published before")
