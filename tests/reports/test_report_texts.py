from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cryptocity.audit.suites import read_suites
from cryptocity.errors import ContractBroken, WrongUsage
from cryptocity.reports.texts import languages, read_texts, require_complete


def test_a_missing_text_is_an_error(english):
    with pytest.raises(ContractBroken, match=r"en has no text figures.nothing.finding"):
        english("figures.nothing.finding")


def test_a_placeholder_without_a_value_is_an_error(english):
    with pytest.raises(ContractBroken, match=r"labels\.activity asks for 'name'"):
        english("labels.activity", code="47")


def test_an_unknown_language_names_those_there_are():
    with pytest.raises(WrongUsage, match=r"no texts in language 'xx'; there are en\b"):
        read_texts("xx")


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Decimal("3.0500"), "pct", "3.1 %"),
        (Decimal("-0.05"), "pct", "−0.1 %"),
        (1234567, "count", "1,234,567"),
        (Decimal("999.50"), "kzt", "KZT 1,000"),
        (Decimal("12345678.90"), "kzt", "KZT 12.3 million"),
        (Decimal(-2500000000), "usd", "USD −2.5 billion"),
    ],
)
def test_a_quantity_reads_as_in_a_sentence(value, unit, words, english):
    assert english.quantity(value, unit).replace("\u00a0", " ") == words


def test_halves_are_rounded_away_from_zero(english):
    assert [english.number(Decimal(value), 2) for value in ("0.125", "-0.125", "2.675")] == ["0.13", "−0.13", "2.68"]


def test_a_month_that_the_data_does_not_fill_says_so(english):
    november = date(2026, 11, 1)
    assert english.month(november) == "November 2026"
    for last, words in (
        ("2026-11-07", "November 2026 to date"),
        ("2026-11-30", "November 2026"),
        ("2026-12-01", "November 2026"),
    ):
        assert english.month(november, last_day=date.fromisoformat(last)) == words
    for first, words in (
        ("2026-11-02", "November 2026 (in part)"),
        ("2026-11-01", "November 2026"),
        ("2026-10-09", "November 2026"),
    ):
        assert english.month(november, first_day=date.fromisoformat(first)) == words
    assert english.month(november, first_day=date(2026, 11, 2), last_day=date(2026, 11, 7)) == "November 2026 to date"


def test_counts_take_the_form_of_their_number(english):
    assert [english.count("days", number) for number in (0, 1, 21)] == ["0 days", "1 day", "21 days"]


def test_an_activity_is_named_as_narrowly_as_texts_allow_and_keeps_its_code(english):
    assert english.activity("47110") == "47110 Food stores"
    assert english.activity("47210") == "47210 Specialised food stores"
    assert english.activity("47630") == "47630 Retail trade"
    assert english.activity("04000") == "04000 activity unknown"
    assert english.activity(None) == "activity unknown"


def test_a_chain_is_named_and_keeps_its_number(english):
    assert english.chain("1") == "Ethereum (1)"
    assert english.chain("main") == "Bitcoin (main)"
    assert english.chain("4242") == "chain (4242)"


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text_with_its_placeholders(language, english):
    require_complete(read_texts(language), english)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"site.skip": None}, "en lacks site.skip"),
        ({"nouns.days.one": None}, "en lacks nouns.days.one"),
        ({"site.spare": "Spare"}, "en has for no use site.spare"),
        ({"nouns.days.few": "{number} days"}, "en has for no use nouns.days.few"),
        ({"labels.activity": "{code} {title}"}, "en has other placeholders in labels.activity"),
    ],
)
def test_a_language_that_differs_from_the_others_is_refused(change, complaint, english):
    entries = {key: text for key, text in {**english.entries, **change}.items() if text is not None}
    with pytest.raises(ContractBroken, match=complaint):
        require_complete(replace(english, entries=entries), english)


@pytest.mark.parametrize("language", languages())
def test_every_warning_of_the_audits_is_said_in_every_language(language):
    folder = Path(__file__).parents[2] / "expectations"
    rules = [rule for layer in ("raw", "marts") for suite in read_suites(folder / layer) for rule in suite.expectations]
    warnings = {rule.because for rule in rules if rule.severity == "warning"}
    said = read_texts(language).below("warnings")
    assert said.keys() == warnings
    assert all((text == because) == (language == "en") for because, text in said.items())
