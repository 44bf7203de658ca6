"""In a real browser, from the file system and without a network: every page, in every language, by day and by night."""

from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import polars as pl
import pytest
from babel.numbers import parse_decimal
from openpyxl import load_workbook

from cryptocity.reports.answers import queries
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.downloads import FORMATS, WITHHELD
from cryptocity.reports.publish import answers_of, publish_reports
from cryptocity.reports.released import read_release
from cryptocity.reports.site import serving_site
from cryptocity.reports.tables import table_of
from cryptocity.reports.texts import languages, read_texts
from reports.browsing import OVERFLOW, PHONE, TABLES, browsing, cut, needs_chromium, opened, violations, visit

PAGES = ("index", "quality", *(report.area for report in REPORTS))
INDICATORS = [f"indicators/{query.name}" for query in queries()]
# A release in which all is known, and one in which little is, in every language.
VISITS = [(release, language, page) for release in ("full", "blocks") for language in languages() for page in PAGES]
# Pages of indicators are of two kinds; that of a release with definitions tells the most.
VISITS += [("full", language, f"indicators/{name}") for language in languages() for name in ("vat_due", "net_ramp")]
VISITS += [("quiet", language, "indicators/vat_due") for language in languages()]
LONG = "Криптоактивтердегі айналымның бөлшек саудадағы үлесі, пайызбен"
# Chromium takes whoever asks for more than ten files in a second for a robot, and saves no more.
BETWEEN_DOWNLOADS_MILLISECONDS = 120

pytestmark = needs_chromium
every_page = pytest.mark.parametrize(("release", "language", "name"), VISITS)


@pytest.fixture(scope="module")
def browser():
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def published(home):
    return cache(lambda release: publish_reports(home, release))


@pytest.fixture(scope="module")
def visited(browser, published):
    """What a page shows, looked at once for all tests."""

    def looked_at(release, language, name):
        return visit(browser, published(release) / language / f"{name}.html", f"{release}-{language}-{name}")

    return cache(looked_at)


@pytest.fixture(scope="module")
def answers(home):
    return answers_of(read_release(home, "full"))


@every_page
def test_a_page_loads_from_files_alone_and_nothing_is_complained_about(release, language, name, visited):
    seen = visited(release, language, name)
    assert seen.complaints == []
    assert seen.addresses
    assert {address.partition(":")[0] for address in seen.addresses} <= {"file", "data"}


@every_page
def test_every_chart_of_a_page_is_drawn(release, language, name, visited):
    charts = visited(release, language, name).charts
    if release == "full":
        assert len(charts) == sum(len(report.figures) for report in REPORTS if report.area == name)
    for chart in charts:
        assert chart["types"], chart["name"]
        assert set(chart["types"]) <= set(chart["drawn"]), chart["name"]
        assert chart["shown"]["points"] == chart["points"], chart["name"]
        assert chart["shown"]["bars"] >= chart["bars"], chart["name"]


@every_page
def test_axe_finds_nothing_against_wcag_by_day_and_by_night(release, language, name, visited):
    assert visited(release, language, name).violations == {"light, wide": [], "dark, phone": []}


@every_page
def test_a_phone_need_not_scroll_sideways(release, language, name, visited):
    assert visited(release, language, name).overflow == 0


@every_page
def test_no_chart_cuts_a_text_on_a_phone(release, language, name, visited):
    assert visited(release, language, name).cut == []


def test_a_text_that_a_chart_cuts_is_found(browser, published):
    with opened(browser, (published("full") / "kk" / "adoption.html").as_uri(), viewport=PHONE) as (page, _, _):
        assert cut(page) == []
        page.evaluate("title => Plotly.relayout(document.querySelector('.chart'), { 'xaxis.title.text': title })", LONG)
        assert [one.partition(":")[0] for one in cut(page)] == [LONG]


@pytest.mark.parametrize("language", languages())
def test_every_page_of_an_indicator_loads_without_complaint_and_fits_a_phone(language, browser, published):
    folder = published("full") / language
    with opened(browser, (folder / f"{INDICATORS[0]}.html").as_uri(), viewport=PHONE) as (page, complaints, addresses):
        for name in INDICATORS:
            page.goto((folder / f"{name}.html").as_uri())
            assert page.evaluate(OVERFLOW) == 0, name
            assert complaints == [], name
    assert {address.partition(":")[0] for address in addresses} <= {"file", "data"}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.area)
def test_tables_hold_what_was_disclosed_and_no_more(report, language, visited, answers):
    tables = visited("full", language, report.area).tables
    texts = read_texts(language)
    for figure in report.figures:
        disclosed = answers[report.area, figure.name].disclosed
        cells = tables[figure.name.replace("_", "-")]
        assert len(cells) == disclosed.height
        for place, measure in enumerate(figure.measures, start=len(figure.dimensions)):
            shown = [row[place] for row in cells]
            assert [said(text, value, texts) for text, value in zip(shown, disclosed[measure], strict=True)] == shown


def said(text, value, texts):
    """Return the cell's text where it states the value, to as many decimals as it has; else the value."""
    if value is None:
        return text if text in (texts("table.nothing"), texts("table.suppressed")) else None
    stated = parse_decimal(text.replace("\N{MINUS SIGN}", "-"), locale=texts.locale)
    return text if Decimal(str(value)).quantize(stated, ROUND_HALF_UP) == stated else value


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.area)
def test_what_a_reader_downloads_opens_elsewhere_and_reads_as_the_table(
    report, language, browser, published, home, tmp_path
):
    published("full")
    texts = read_texts(language)
    with (
        serving_site(home, 0) as url,
        opened(browser, f"{url}{language}/{report.area}.html", offline=False) as (page, complaints, asked),
    ):
        tables = page.evaluate(TABLES)
        for figure in report.figures:
            anchor = figure.name.replace("_", "-")
            saved = {form: download(page, f"#{anchor} a[href$='.{form}']", tmp_path) for form in FORMATS}
            rows = pl.read_parquet(saved["parquet"])
            assert pl.read_csv(saved["csv"], schema=rows.schema).equals(rows)
            assert workbook_rows(saved["xlsx"]) == [tuple(map(in_a_workbook, row)) for row in rows.rows()]
            assert tables[anchor] == as_the_page_words(rows, texts)
    assert complaints == []
    assert all(address.startswith((url, "data:")) for address in asked)


def as_the_page_words(rows, texts):
    """Return the cells of the rows as a table has them; a value that `withheld` names reads as such."""
    shown = rows.drop(WITHHELD)
    table = table_of(shown, shown, shown.columns, texts=texts)
    hidden = [(names or "").split(", ") for names in rows[WITHHELD]]
    return [
        [
            texts("table.suppressed") if column in names else cell.text
            for column, cell in zip(shown.columns, row, strict=True)
        ]
        for names, row in zip(hidden, table.rows, strict=True)
    ]


def download(page, link, folder):
    """Click a link and return the file that the browser saves under the name that it was offered."""
    with page.expect_download() as expected:
        page.click(link)
    path = folder / expected.value.suggested_filename
    expected.value.save_as(path)
    page.wait_for_timeout(BETWEEN_DOWNLOADS_MILLISECONDS)
    return path


def workbook_rows(path):
    """Return the rows of a workbook's data below their header."""
    return list(load_workbook(path, read_only=True)["data"].iter_rows(min_row=2, values_only=True))


def in_a_workbook(value):
    """Return a value as a workbook has it: numbers to 16 digits, days at midnight."""
    if isinstance(value, Decimal | float):
        return float(f"{float(value):.16g}")
    return datetime.combine(value, time()) if isinstance(value, date) else value


def test_axe_finds_what_is_planted(browser, published):
    with opened(browser, (published("full") / "en" / "index.html").as_uri()) as (page, _, _):
        assert violations(page) == []
        page.evaluate("() => { document.querySelector('.lead').style.color = '#ccd6de' }")
        page.evaluate("() => document.querySelector('main').append(document.createElement('input'))")
        found = {line.partition(":")[0] for line in violations(page)}
    assert {"color-contrast", "label"} <= found


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_the_switch_of_language_keeps_page_and_place(language, browser, published):
    address = (published("full") / "en" / "tax.html").as_uri() + "#threshold-watch"
    with opened(browser, address, reduced_motion="reduce") as (page, _, _):
        page.click(f"nav.languages a[hreflang={language}]")
        page.wait_for_url(f"**/{language}/tax.html#threshold-watch")
        assert page.get_attribute("html", "lang") == language
        assert 0 <= page.locator("#threshold-watch").bounding_box()["y"] < page.viewport_size["height"]


def test_the_switch_of_language_keeps_the_page_of_an_indicator(browser, published):
    address = (published("full") / "en" / "indicators" / "vat_due.html").as_uri() + "#revisions"
    with opened(browser, address, reduced_motion="reduce") as (page, complaints, _):
        page.click("nav.languages a[hreflang=kk]")
        page.wait_for_url("**/kk/indicators/vat_due.html#revisions")
        page.click("nav.crumbs li:nth-child(2) a")
        page.wait_for_url("**/kk/tax.html")
        assert complaints == []


@pytest.mark.parametrize(("asked", "language"), [("kk-KZ", "kk"), ("ru-RU", "ru"), ("fr-FR", "en")])
def test_the_entry_leads_to_the_language_that_the_browser_asks_for(asked, language, browser, published):
    with opened(browser, (published("full") / "index.html").as_uri(), locale=asked) as (page, complaints, _):
        page.wait_for_url(f"**/{language}/index.html")
        assert complaints == []


def test_a_keyboard_reaches_the_content_and_every_table(browser, published):
    with opened(browser, (published("full") / "en" / "adoption.html").as_uri()) as (page, _, _):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")
        for details in page.locator("details").all():
            details.locator("summary").focus()
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            assert details.locator(".scroll").evaluate("(region) => region === document.activeElement")
            page.keyboard.press("End")
        page.wait_for_function(
            "() => [...document.querySelectorAll('.panel .scroll')].some((one) => one.scrollTop > 0)"
        )


def test_without_scripts_the_tables_stay_and_the_page_says_what_is_missing(browser, published):
    address = (published("full") / "en" / "adoption.html").as_uri()
    with opened(browser, address, java_script_enabled=False, viewport=PHONE) as (page, _, _):
        assert page.locator("noscript p").is_visible()
        page.locator("summary").first.click()
        assert page.locator("table").first.is_visible()


@pytest.mark.parametrize(
    ("instant", "is_stale"), [("2026-11-16T23:59:59+05:00", False), ("2026-11-17T00:00:00+05:00", True)]
)
def test_data_that_ended_three_days_ago_say_so_by_the_clock_of_the_reader(instant, is_stale, browser, published):
    address = (published("full") / "en" / "tax.html").as_uri()
    with opened(browser, address, at=datetime.fromisoformat(instant)) as (page, _, _):
        notice = page.get_by_role("status").text_content()
    assert ("as of 13\u00a0November 2026, more than 3 days ago" in notice) == is_stale
    assert notice == "" or is_stale
