"""The National Bank's XML item by item: KZT per one unit, each fault by its rule, the day it names held to."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tampering import DAY, SATURDAY

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.landing import Rejected
from cryptocity.sources.reference.client import Answered
from cryptocity.sources.reference.decode import decode_rates, rated_on
from recorded import RECORDED, needs_recorded


def item(title="USD", description="474.2", quant="1"):
    return f"<item><title>{title}</title><description>{description}</description><quant>{quant}</quant></item>"


def rates(*items, on="02.11.2026"):
    """Return the answer of get_rates.cfm, naming a day."""
    return f"<rates><title>Official exchange rates</title><date>{on}</date>{''.join(items)}</rates>".encode()


def landing(content, *, asked_for=DAY):
    return decode_rates(Answered(asked_for, content), DAY)


def test_a_rate_is_the_published_value_by_its_quantity():
    landed = landing(
        rates(item(), item("KRW", "30,69", "100"), item("IRR", "0.11", "10000"), item("EUR", "0.12345678"))
    )
    assert landed.rejected == []
    assert landed.rows.rows() == [
        ("USD", Decimal("474.200000"), DAY, False),
        ("KRW", Decimal("0.306900"), DAY, False),
        ("IRR", Decimal("0.000011"), DAY, False),
        ("EUR", Decimal("0.123457"), DAY, False),
    ]


def test_what_the_bank_says_of_an_earlier_day_is_marked_as_carried_forward():
    (row,) = landing(rates(item(), on="31.10.2026"), asked_for=SATURDAY).rows.rows()
    assert row == ("USD", Decimal("474.200000"), SATURDAY, True)


NAMELESS = ("missing_field", "the item names no currency")
TWICE = ("duplicate_key", "another item of this day carries the same currency")
NO_NUMBER = ("not_an_amount", "description by quant makes no number")
TOO_MUCH = ("not_an_amount", "the rate is no number that DECIMAL(18, 6) holds")
NEGATIVE = ("negative_amount", "the rate is negative")
NOT_POSITIVE = ("negative_amount", "the rate or its quantity is not positive")
BAD_ITEMS = {
    "no currency": (item(title=""), NAMELESS),
    "blank currency": (item(title=" "), NAMELESS),
    "nothing": ("<item/>", NAMELESS),
    "the same again": (item("USD", "1"), TWICE),
    "no value": (item("EUR", ""), NO_NUMBER),
    "value in words": (item("EUR", "much"), NO_NUMBER),
    "two commas": (item("EUR", "1,234,5"), NO_NUMBER),
    "quantity missing": (item("EUR").replace("quant", "unit"), NO_NUMBER),
    "quantity in words": (item("EUR", "1", "one"), NO_NUMBER),
    "quantity not finite": (item("EUR", "1", "NaN"), NO_NUMBER),
    "value that cannot be compared": (item("EUR", "sNaN"), NO_NUMBER),
    "endless": (item("EUR", "Infinity"), NO_NUMBER),
    "immense": (item("EUR", "1e999999"), NO_NUMBER),
    "immense by next to nothing": (item("EUR", "1e999999", "1e-999999"), NO_NUMBER),
    "not finite": (item("EUR", "NaN"), TOO_MUCH),
    "more than a column holds": (item("EUR", "999999999999", "0.1"), TOO_MUCH),
    "negative": (item("EUR", "-540.22"), NEGATIVE),
    "zero": (item("EUR", "0"), NOT_POSITIVE),
    "zero to six decimals": (item("EUR", "0.001", "10000"), NOT_POSITIVE),
    "for no units": (item("EUR", "1", "0"), NOT_POSITIVE),
    "for minus one": (item("EUR", "1", "-1"), NOT_POSITIVE),
    "twice negative": (item("EUR", "-1", "-1"), NOT_POSITIVE),
}


@pytest.mark.parametrize(("bad", "why"), BAD_ITEMS.values(), ids=BAD_ITEMS)
def test_a_bad_item_is_quarantined_by_its_rule_and_the_good_one_lands(bad, why):
    landed = landing(rates(item(), bad))
    (rejected,) = landed.rejected
    assert (rejected.rule, rejected.reason) == why
    assert (rejected.position, landed.received) == (1, 2)
    assert landed.rows.equals(landing(rates(item())).rows)


def test_a_quarantined_item_shows_what_was_published():
    (rejected,) = landing(rates(item("EUR", "-540,22", "1"))).rejected
    shown = {"title": "EUR", "description": "-540,22", "quant": "1"}
    assert rejected == Rejected("negative_amount", "the rate is negative", 0, shown)


def test_a_bad_item_takes_no_currency_from_a_good_one_after_it():
    assert landing(rates(item("USD", "much"), item())).rows["currency"].to_list() == ["USD"]


@pytest.mark.parametrize("on", ["03.11.2026", "02.11.2027", "22.10.2026", "02.11.2020", "01.01.0001", "31.12.9999"])
def test_rates_of_a_later_day_or_one_long_ago_are_a_contradiction(on):
    day = date(*reversed([int(part) for part in on.split(".")]))
    with pytest.raises(SourceContradiction, match=f"^the National Bank answers {DAY} with rates of {day}$"):
        landing(rates(item(), on=on))


@pytest.mark.parametrize("back", [0, 1, 10])
def test_rates_of_up_to_ten_days_ago_are_in_force(back):
    on = DAY - timedelta(days=back)
    assert landing(rates(item(), on=f"{on:%d.%m.%Y}")).rows["rated_on"].to_list() == [on]


@pytest.mark.parametrize("on", ["", " ", "2026-11-02", "30.02.2026", "today", "02.11.26"])
def test_rates_of_no_day_are_a_contradiction(on):
    with pytest.raises(SourceContradiction, match="the National Bank's answer names no day"):
        landing(rates(item(), on=on))


UNREADABLE = {
    "empty": b"",
    "cut short": rates(item())[:-8],
    "tags that do not match": rates(item()).replace(b"</date>", b"</day>"),
    "two roots": rates(item()) * 2,
    "ampersand": rates(item("USD & EUR")),
    "bytes that are no text": b"<rates>\xff\xfe</rates>",
    "encoding that nobody knows": b'<?xml version="1.0" encoding="none"?>' + rates(item()),
    "nested without end": b"<rates>" * 100_000,
    "JSON": b'{"rates": []}',
    "page for people": b"<html><body>We are back at noon</body></html>",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_list_of_rates_is_to_be_asked_for_again(content):
    with pytest.raises(SourceUnavailable, match=r"^the answer is .*no (well-formed XML|list of rates)[^\n]*$"):
        rated_on(Answered(DAY, content))


def test_an_external_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("474.2")
    declared = f'<!DOCTYPE rates [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'.encode()
    landed = landing(declared + rates(item("USD", "&secret;")))
    assert [rejected.rule for rejected in landed.rejected] == ["not_an_amount"]
    assert landed.rows.is_empty()


def test_entities_of_the_answers_own_are_not_expanded():
    declared = b'<!DOCTYPE rates [<!ENTITY one "1"><!ENTITY eleven "&one;&one;">]>'
    landed = landing(declared + rates(item("USD", "&eleven;")))
    assert [rejected.rule for rejected in landed.rejected] == ["not_an_amount"]


def test_entities_that_multiply_are_refused():
    bombs = "".join(f'<!ENTITY b{at} "{f"&b{at - 1};" * 10}">' for at in range(1, 10))
    declared = f'<!DOCTYPE rates [<!ENTITY b0 "1">{bombs}]>'.encode()
    with pytest.raises(SourceUnavailable, match="no well-formed XML"):
        landing(declared + rates(item("USD", "&b9;")))


def test_an_answer_without_rates_is_empty_and_one_with_bad_rates_is_not():
    assert rated_on(Answered(DAY, rates())) is None
    assert rated_on(Answered(DAY, rates("<item/>"))) == DAY


# What the recorded answers say, per one unit: by the quantity, with the scale as published.
RECORDED_RATES = {
    "2024-05-06": {"AUD": "291.85", "IRR": "0.0105"},
    "2025-05-12": {"AUD": "331.12", "AZN": "304.43"},
    "2026-07-31": {"USD": "474.2", "EUR": "544.5"},
    "2026-08-01": {"USD": "473.59", "RUB": "5.94", "UZS": "0.0396", "AMD": "1.305", "IRR": "0.001124"},
    "2026-08-15": {"AUD": "328.29", "USD": "464.02", "JPY": "3.1455"},
}


def recorded(day):
    return (RECORDED / "fx" / "nbk_get_rates" / f"get_rates_{day}.xml").read_bytes()


@needs_recorded
@pytest.mark.parametrize("day", RECORDED_RATES)
def test_a_recorded_answer_lands_whole_and_as_published(day):
    named = date.fromisoformat(day)
    landed = decode_rates(Answered(named, recorded(day)), named)
    assert (landed.rejected, landed.received) == ([], len(RECORDED_RATES[day]))
    expected = {currency: (Decimal(rate), named, False) for currency, rate in RECORDED_RATES[day].items()}
    assert {currency: tuple(row) for currency, *row in landed.rows.rows()} == expected


@needs_recorded
@pytest.mark.parametrize("day", RECORDED_RATES)
def test_a_recorded_answer_with_comma_decimals_says_the_same(day):
    named = date.fromisoformat(day)
    commas = re.sub(rb"(<description>[0-9]+)\.", rb"\1,", recorded(day))
    assert commas != recorded(day)
    assert decode_rates(Answered(named, commas), named).rows.equals(
        decode_rates(Answered(named, recorded(day)), named).rows
    )


@needs_recorded
def test_a_recorded_answer_without_its_items_is_an_empty_one():
    empty = re.sub(rb"<item>.*</item>", b"", recorded("2026-07-31"), flags=re.DOTALL)
    assert rated_on(Answered(DAY, empty)) is None


@needs_recorded
def test_a_saturdays_recorded_rates_are_sundays_marked_and_another_weeks_are_a_contradiction():
    saturday, sunday = date(2026, 8, 1), date(2026, 8, 2)
    carried = decode_rates(Answered(saturday, recorded("2026-08-01")), sunday)
    assert carried.rows["is_carried_forward"].all()
    assert carried.rows["rated_on"].unique().to_list() == [saturday]
    with pytest.raises(SourceContradiction, match="answers 2026-07-31 with rates of 2026-08-01"):
        decode_rates(Answered(date(2026, 7, 31), recorded("2026-08-01")), date(2026, 7, 31))
    with pytest.raises(SourceContradiction, match="answers 2026-08-12 with rates of 2026-08-01"):
        decode_rates(Answered(date(2026, 8, 12), recorded("2026-08-01")), date(2026, 8, 12))
