"""Reference data by the day they apply to: carried over days off, and never taken from a later day or another feed."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tampering import DAY, SATURDAY, TOMORROW, YESTERDAY, adds_up, answers, files_below, has_all_good_rows, records

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.sources.reference.datasets import (
    ADDRESS_LABELS,
    ASSET_PRICES,
    ASSETS,
    DATASETS,
    FX_RATES,
    STATUTORY_PARAMETERS,
    WORK_CALENDAR,
)

BANK = "/nationalbank/rss/get_rates.cfm"
FEEDS = {
    "assets": ASSETS,
    "statutory-parameters": STATUTORY_PARAMETERS,
}


def xml(pattern, by):
    """Rewrite the bank's XML."""
    return lambda answer, _: replace(answer, body=re.sub(pattern, by, answer.body, flags=re.DOTALL))


FRIDAY = SATURDAY - timedelta(days=1)
WEEKEND = (SATURDAY, YESTERDAY)
WITHOUT_RATES = (rb"<item>.*</item>", b"")


def rules(lake, dataset):
    return [rejected.rule for rejected in lake.rejected(dataset, DAY)]


def of_no_day(path, *days):
    """Return a change that empties the answers of a path for these days."""
    if path == BANK:
        asked = {f"{day:%d.%m.%Y}" for day in days}
        pattern, by = WITHOUT_RATES
        emptied = lambda answer: replace(answer, body=re.sub(pattern, by, answer.body, flags=re.DOTALL))  # noqa: E731
        return lambda answer, query: emptied(answer) if query["fdate"] in asked else answer
    asked = {str(day) for day in days}
    return lambda answer, query: replace(answer, body=b'{"items":[]}') if query["on"] in asked else answer


LATE = {BANK: (FX_RATES, "rated_on", SATURDAY), "/reference/asset-prices": (ASSET_PRICES, "priced_on", FRIDAY)}


@pytest.mark.parametrize("path", LATE)
def test_a_working_day_without_a_value_is_late_and_asked_for_again(city, lake, honest, path):
    with city.tampered(path, of_no_day(path, DAY, TOMORROW)):
        words = f"^the value of the working day {DAY} is not published yet$"
        city.refuses("reference", lake, (SourceUnavailable, words))
    city.repairs("reference", lake, honest)


@pytest.mark.parametrize("path", LATE)
def test_a_value_that_is_published_late_lands_as_if_it_never_was(city, lake, honest, path):
    with city.tampered(path, of_no_day(path, DAY, TOMORROW)), pytest.raises(SourceUnavailable):
        city.extract("reference", lake, attempts=1)
    city.repairs("reference", lake, honest)


@pytest.mark.parametrize("path", LATE)
def test_a_working_day_that_never_had_a_value_takes_over_the_one_before_once_the_next_has_one(city, lake, honest, path):
    dataset, named, before = LATE[path]
    with city.tampered(path, of_no_day(path, DAY)):
        city.extract("reference", lake)
    rows = lake.rows(dataset, DAY)
    assert rows[named].unique().to_list() == [before]
    assert rows["is_carried_forward"].all()
    assert rows[dataset.key[0]].to_list() == honest.rows(dataset, DAY)[dataset.key[0]].to_list()
    city.repairs("reference", lake, honest)


@pytest.mark.parametrize(("path", "day"), [(BANK, YESTERDAY), *((path, day) for path in LATE for day in WEEKEND[1:])])
def test_a_day_off_takes_over_the_last_value_and_says_so(city, lake, path, day):
    dataset, named, _ = LATE[path]
    with city.tampered(path, of_no_day(path, *WEEKEND)):
        city.extract("reference", lake, day=day)
    rows = lake.rows(dataset, day)
    assert rows[named].unique().to_list() == [FRIDAY]
    assert rows["is_carried_forward"].all()


@pytest.mark.parametrize("path", LATE)
def test_a_day_off_after_a_working_day_without_a_value_is_late_too(city, lake, path):
    with city.tampered(path, of_no_day(path, FRIDAY, *WEEKEND, DAY)):
        words = f"^the value of the working day {FRIDAY} is not published yet$"
        city.refuses("reference", lake, (SourceUnavailable, words), day=SATURDAY)


def calendar_says(*items):
    return records(lambda kept: [*kept, *(json.dumps(item).encode() for item in items)])


def calendar_day(on, kind):
    return {"calendar_on": str(on), "kind": kind, "title": "t", "source_document": "s", "confidence": "high"}


@pytest.mark.parametrize("path", LATE)
def test_a_holiday_on_a_weekday_takes_over_the_last_value(city, lake, path):
    calendar = calendar_says(calendar_day(DAY, "holiday"))
    with city.tampered("/reference/work-calendar", calendar), city.tampered(path, of_no_day(path, DAY, TOMORROW)):
        city.extract("reference", lake)
    assert lake.rows(LATE[path][0], DAY)["is_carried_forward"].all()
    assert lake.rows(WORK_CALENDAR, DAY).filter(calendar_on=DAY)["kind"].to_list() == ["holiday"]


@pytest.mark.parametrize("path", LATE)
def test_a_saturday_that_is_worked_is_late_without_a_value(city, lake, path):
    calendar = calendar_says(calendar_day(SATURDAY, "working_day"))
    with city.tampered("/reference/work-calendar", calendar), city.tampered(path, of_no_day(path, *WEEKEND, DAY)):
        words = f"^the value of the working day {SATURDAY} is not published yet$"
        city.refuses("reference", lake, (SourceUnavailable, words), day=SATURDAY)


def test_yesterdays_rates_in_answer_to_a_working_day_are_late_as_well(city, lake, honest):
    with city.tampered(BANK, xml(rb"<date>.*?</date>", f"<date>{SATURDAY:%d.%m.%Y}</date>".encode())):
        words = f"^the value of the working day {DAY} is not published yet$"
        city.refuses("reference", lake, (SourceUnavailable, words))
    city.repairs("reference", lake, honest)


@pytest.mark.parametrize("items", [[], [calendar_day("2024-05-09", "holiday")]], ids=["empty", "of another year"])
def test_a_calendar_that_is_silent_on_the_year_cannot_tell_a_day_off_from_a_late_value(city, lake, items):
    calendar = records(lambda _: [json.dumps(item).encode() for item in items])
    with city.tampered("/reference/work-calendar", calendar):
        words = "^the work calendar says nothing of 2026 yet$"
        city.refuses("reference", lake, (SourceUnavailable, words), day=YESTERDAY)


@pytest.mark.parametrize("path", [BANK, "/reference/asset-prices"])
def test_eleven_days_without_a_word_are_not_an_empty_day(city, lake, honest, path):
    with city.tampered(path, xml(*WITHOUT_RATES) if path == BANK else records(lambda _: [])):
        words = f"^nothing is published for {DAY}, nor for the 10 days before$"
        city.refuses("reference", lake, (SourceUnavailable, words))
    city.repairs("reference", lake, honest)


@pytest.mark.parametrize("days", [1, 30, -11, -364])
def test_rates_of_another_day_are_a_contradiction(city, lake, honest, days):
    day = DAY + timedelta(days=days)
    with city.tampered(BANK, query={"fdate": f"{day:%d.%m.%Y}"}):
        words = f"^the National Bank answers {DAY} with rates of {day}$"
        city.refuses("reference", lake, (SourceContradiction, words))
    city.repairs("reference", lake, honest)


def test_rates_that_name_no_day_are_a_contradiction(city, lake, honest):
    with city.tampered(BANK, xml(rb"<date>.*?</date>", b"")):
        city.refuses("reference", lake, (SourceContradiction, "the National Bank's answer names no day"))
    city.repairs("reference", lake, honest)


BAD_ITEMS = {
    "negative": (rb"<description>", rb"<description>-", "negative_amount"),
    "in words": (rb"<description>[^<]*", b"<description>much", "not_an_amount"),
    "without currency": (rb"<title>USD</title>", b"", "missing_field"),
    "of another currency": (rb"<title>USD</title>", b"<title>EUR</title>", "duplicate_key"),
    "for no units": (rb"<quant>[^<]*", b"<quant>0", "negative_amount"),
}


@pytest.mark.parametrize(("pattern", "by", "rule"), BAD_ITEMS.values(), ids=BAD_ITEMS)
def test_a_bad_rate_is_quarantined_and_all_others_land(city, lake, honest, pattern, by, rule):
    def change(answer, _):
        return replace(answer, body=re.sub(pattern, by, answer.body, count=1))

    with city.tampered(BANK, change):
        city.extract("reference", lake)
        first = files_below(lake.home)
        city.extract("reference", lake)
    assert files_below(lake.home) == first
    assert rules(lake, FX_RATES) == [rule]
    assert lake.rows(FX_RATES, DAY).height == honest.rows(FX_RATES, DAY).height - 1
    assert adds_up("reference", lake)
    city.repairs("reference", lake, honest)


def test_fields_of_the_bank_that_nobody_asked_for_are_passed_over(city, lake, honest):
    with city.tampered(BANK, xml(rb"<quant>", b"<mood>good</mood><quant>")):
        city.extract("reference", lake)
    assert has_all_good_rows("reference", lake, honest)
    assert all(lake.rejected(dataset, DAY) == () for dataset in DATASETS)


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_said_to_be_empty_lands_empty_and_one_without_items_does_not(city, lake, honest, path):
    with city.tampered(f"/reference/{path}", answers(b"{}")):
        city.refuses("reference", lake, (SourceUnavailable, f"^/reference/{path}: the answer is no list of items"))
    with city.tampered(f"/reference/{path}", records(lambda _: [])):
        city.extract("reference", lake)
    manifest = lake.manifest(FEEDS[path], DAY)
    assert (manifest.rows_received, manifest.rows_landed, manifest.rows_quarantined) == (0, 0, 0)
    city.repairs("reference", lake, honest)


NO_LISTS = {
    "list": b"[]",
    "null": b"null",
    "items in words": b'{"items":"none"}',
    "nested without end": b'{"items":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
    "item cut short": b'{"items":[{"asset":"US',
    "half a character": b'{"items":["\\ud800"]}',
}


@pytest.mark.parametrize("path", ["asset-prices", "address-labels", *FEEDS])
@pytest.mark.parametrize("content", NO_LISTS.values(), ids=NO_LISTS)
def test_what_has_not_the_shape_of_a_list_of_items_is_none(city, lake, path, content):
    with city.tampered(f"/reference/{path}", answers(content)):
        city.refuses("reference", lake, (SourceUnavailable, f"^/reference/{path}: the answer is no list of items"))


SWAPPED = {"assets": "address-labels", "statutory-parameters": "asset-prices"}


@pytest.mark.parametrize("path", SWAPPED)
def test_another_feeds_answer_lands_no_row(city, lake, honest, path):
    with city.tampered(f"/reference/{path}", instead=f"/reference/{SWAPPED[path]}"):
        city.extract("reference", lake)
    assert set(rules(lake, FEEDS[path])) == {"wrong_shape"}
    assert lake.rows(FEEDS[path], DAY).is_empty()
    assert adds_up("reference", lake)
    city.repairs("reference", lake, honest)


def test_labels_in_place_of_prices_land_no_price(city, lake, honest):
    with city.tampered("/reference/asset-prices", instead="/reference/address-labels"):
        city.extract("reference", lake)
    assert set(rules(lake, ASSET_PRICES)) == {"wrong_shape"}
    assert lake.rows(ASSET_PRICES, DAY).is_empty()
    city.repairs("reference", lake, honest)


def test_a_label_of_tomorrow_is_not_known_today(city, lake, honest):
    tomorrow = records(lambda items: [items[0].replace(b"2026-06-30", str(TOMORROW).encode()), *items[1:]])
    with city.tampered("/reference/address-labels", tomorrow):
        city.extract("reference", lake)
    assert rules(lake, ADDRESS_LABELS) == ["future_date"]
    assert lake.rows(ADDRESS_LABELS, DAY).height == honest.rows(ADDRESS_LABELS, DAY).height - 1
    assert adds_up("reference", lake)
    city.repairs("reference", lake, honest)
