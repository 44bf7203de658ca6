"""The exchanges' reports page by page: every page read, and none repeated, missing, swapped or invented."""

import json
from dataclasses import replace

import pytest
from tampering import DAY, TOMORROW, YESTERDAY, adds_up, answers, has_all_good_rows, records

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.sandbox.feeds.exchanges import page_of
from cryptocity.sources.exchanges.datasets import (
    CLIENT_MONTH_LIMITS,
    CLIENT_TRADES,
    CLIENT_YEAR_AGGREGATES,
    DAILY_VOLUMES,
    DATASETS,
    LICENCES,
    OFFICE_TURNOVERS,
    TRANSFERS,
    VENUES,
)

REPORTS = {
    "venues": VENUES,
    "licences": LICENCES,
    "volumes": DAILY_VOLUMES,
    "client-trades": CLIENT_TRADES,
    "office-turnovers": OFFICE_TURNOVERS,
    "client-year-aggregates": CLIENT_YEAR_AGGREGATES,
    "client-month-limits": CLIENT_MONTH_LIMITS,
    "transfers": TRANSFERS,
}
SIZE = 2
each_report = pytest.mark.parametrize("report", REPORTS)


def in_pages(change=lambda page, _: page):
    """Return a report in small pages; `change(page, number)` rewrites a page, given and returned as an object."""

    def cut(answer, query):
        number = int(query["page"])
        page = json.loads(page_of(json.loads(answer.body)["items"], number, size=SIZE))
        return replace(answer, body=json.dumps(change(page, number)).encode())

    return cut


def on_page(wanted, **fields):
    """Change fields of one page."""
    return lambda page, number: {**page, **fields} if number == wanted else page


def paged(city, report, change=lambda page, _: page):
    return city.tampered(f"/exchanges/v1/{report}", in_pages(change), query={"page": "1"})


def rules(lake, dataset):
    return {rejected.rule for rejected in lake.rejected(dataset, DAY)}


@each_report
def test_every_page_is_read_to_the_last_row(city, lake, honest, report):
    with paged(city, report):
        city.extract("exchanges", lake)
    pages = [payload.name for payload in lake.payloads(VENUES, DAY) if payload.name.startswith(f"{report}-page")]
    assert len(pages) == -(-honest.rows(REPORTS[report], DAY).height // SIZE) > 1
    assert has_all_good_rows("exchanges", lake, honest)
    city.repairs("exchanges", lake, honest)


@each_report
def test_a_page_that_says_it_is_another_is_a_contradiction(city, lake, honest, report):
    with paged(city, report, on_page(2, page=1)):
        words = rf"/exchanges/v1/{report} sent page 1 when asked for page 2$"
        city.refuses("exchanges", lake, (SourceContradiction, words))
    city.repairs("exchanges", lake, honest)


@each_report
def test_a_page_that_repeats_the_one_before_is_quarantined_row_by_row(city, lake, honest, report):
    seen = {}

    def repeat(page, number):
        seen[number] = page["items"]
        return {**page, "items": seen[1]} if number == 2 else page

    with paged(city, report, repeat):
        city.extract("exchanges", lake)
    rejected = lake.rejected(REPORTS[report], DAY)
    assert [(each.rule, each.position) for each in rejected] == [("duplicate_key", SIZE), ("duplicate_key", SIZE + 1)]
    assert adds_up("exchanges", lake)
    city.repairs("exchanges", lake, honest)


@each_report
@pytest.mark.parametrize("number", [1, 2])
def test_a_page_with_a_row_missing_is_missed_by_the_total(city, lake, report, number):
    def lose(page, at):
        return {**page, "items": page["items"][1:]} if at == number else page

    with paged(city, report, lose):
        words = rf"/exchanges/v1/{report} promised \[\d+\] items and sent \d+$"
        city.refuses("exchanges", lake, (SourceUnavailable, words))


@each_report
def test_a_report_that_grows_while_it_is_read_is_read_again_later(city, lake, report):
    def grow(page, number):
        return {**page, "total": page["total"] + number}

    with paged(city, report, grow):
        city.refuses("exchanges", lake, (SourceUnavailable, rf"/exchanges/v1/{report} promised \[\d+, \d+.*\] items"))


@each_report
def test_a_page_fewer_than_there_are_is_missed_by_the_total(city, lake, report):
    with paged(city, report, on_page(1, pages=1)):
        words = rf"/exchanges/v1/{report} promised \[\d+\] items and sent {SIZE}$"
        city.refuses("exchanges", lake, (SourceUnavailable, words))


@each_report
def test_more_pages_than_there_are_do_not_keep_us_asking(city, lake, report):
    with paged(city, report, lambda page, _: {**page, "pages": 10**9}):
        words = rf"/exchanges/v1/{report} sent an empty page \d+ of 1000000000$"
        city.refuses("exchanges", lake, (SourceUnavailable, words))


@each_report
@pytest.mark.parametrize(
    "page",
    [b"[]", b"{}", b'{"page":1,"pages":1,"total":1}', b'{"page":"1","pages":1,"total":0,"items":[]}', b"null"],
    ids=["list", "empty object", "no items", "number as text", "null"],
)
def test_what_has_not_the_shape_of_a_page_is_none(city, lake, report, page):
    with city.tampered(f"/exchanges/v1/{report}", answers(page)):
        words = rf"/exchanges/v1/{report} did not answer with a page of a report"
        city.refuses("exchanges", lake, (SourceUnavailable, words))


@each_report
def test_a_page_nested_without_end_is_none(city, lake, report):
    page = b'{"page":1,"pages":1,"total":1,"items":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}"
    with city.tampered(f"/exchanges/v1/{report}", answers(page)):
        city.refuses("exchanges", lake, (SourceUnavailable, "did not answer with a page of a report"))


@each_report
def test_a_report_said_to_be_empty_lands_empty(city, lake, honest, report):
    with city.tampered(f"/exchanges/v1/{report}", records(lambda _: [])):
        city.extract("exchanges", lake)
    manifest = lake.manifest(REPORTS[report], DAY)
    assert (manifest.rows_received, manifest.rows_landed, manifest.rows_quarantined) == (0, 0, 0)
    assert lake.days(REPORTS[report]) == (DAY,)
    city.repairs("exchanges", lake, honest)


@pytest.mark.parametrize("report", ["transfers", "client-trades", "client-year-aggregates", "client-month-limits"])
@pytest.mark.parametrize(("day", "rule"), [(YESTERDAY, "past_date"), (TOMORROW, "future_date")])
def test_another_days_report_lands_no_row(city, lake, honest, report, day, rule):
    with city.tampered(f"/exchanges/v1/{report}", query={"on": str(day)}):
        city.extract("exchanges", lake)
    assert rules(lake, REPORTS[report]) == {rule}
    assert lake.rows(REPORTS[report], DAY).is_empty()
    assert adds_up("exchanges", lake)
    city.repairs("exchanges", lake, honest)


@pytest.mark.parametrize(
    ("report", "other"),
    [
        ("volumes", "transfers"),
        ("transfers", "venues"),
        ("venues", "volumes"),
        ("licences", "venues"),
        ("client-trades", "transfers"),
        ("office-turnovers", "volumes"),
        ("client-year-aggregates", "client-month-limits"),
        ("client-month-limits", "client-year-aggregates"),
    ],
)
def test_another_reports_page_lands_no_row(city, lake, honest, report, other):
    with city.tampered(f"/exchanges/v1/{report}", instead=f"/exchanges/v1/{other}"):
        city.extract("exchanges", lake)
    assert rules(lake, REPORTS[report]) == {"wrong_shape"}
    assert lake.rows(REPORTS[report], DAY).is_empty()
    assert adds_up("exchanges", lake)
    city.repairs("exchanges", lake, honest)


def test_two_venues_may_give_the_same_number_to_different_transfers(city, lake, honest):
    def told_by_another_venue(items):
        first = json.loads(items[0])
        return [*items, json.dumps({**first, "venue_id": "AX-99"}).encode()]

    with city.tampered("/exchanges/v1/transfers", records(told_by_another_venue)):
        city.extract("exchanges", lake)
    assert lake.rows(TRANSFERS, DAY).height == honest.rows(TRANSFERS, DAY).height + 1
    assert all(lake.rejected(dataset, DAY) == () for dataset in DATASETS)
