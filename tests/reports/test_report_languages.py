"""Every language reads as its readers write: numbers, dates, counts, chart axes; and each page leads to the others."""

import re
from datetime import date
from decimal import Decimal

import pytest
from lxml import html

from cryptocity.reports.babelled import plotly_format
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.publish import render_all
from cryptocity.reports.released import read_release
from cryptocity.reports.texts import languages, read_texts

PAGES = ("index", "quality", *(report.area for report in REPORTS))


@pytest.fixture(scope="module")
def published(home):
    return render_all(read_release(home, "full"))


def spaced(text):
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_there_are_kazakh_russian_and_english():
    assert languages() == ("en", "kk", "ru")


@pytest.mark.parametrize(
    ("language", "number", "money", "day", "month"),
    [
        ("en", "−12,345.65", "KZT 12.3 million", "7 November 2026", "November 2026 to date"),
        ("kk", "−12 345,65", "12,3 млн теңге", "2026 ж. 7 қараша", "2026 ж. қараша, ай басынан"),
        ("ru", "−12 345,65", "12,3 млн тенге", "7 ноября 2026 г.", "ноябрь 2026 г., с начала месяца"),
    ],
)
def test_numbers_and_dates_are_written_as_in_the_language(language, number, money, day, month):
    texts = read_texts(language)
    assert spaced(texts.number(Decimal("-12345.65"), 2)) == number
    assert spaced(texts.quantity(Decimal("12345678.90"), "kzt")) == money
    assert spaced(texts.full_day(date(2026, 11, 7))) == day
    assert spaced(texts.month(date(2026, 11, 1), last_day=date(2026, 11, 7))) == month


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", ["0 days", "1 day", "3 days", "11 days", "21 days"]),
        ("kk", ["0 күн", "1 күн", "3 күн", "11 күн", "21 күн"]),
        ("ru", ["0 дней", "1 день", "3 дня", "11 дней", "21 день"]),
    ],
)
def test_counts_take_the_form_of_their_language(language, counts):
    texts = read_texts(language)
    assert [spaced(texts.count("days", number)) for number in (0, 1, 3, 11, 21)] == counts


@pytest.mark.parametrize(
    ("language", "november", "sunday", "decimal"),
    [("kk", "қараша", "жексенбі", ","), ("ru", "ноября", "воскресенье", ",")],
)
def test_charts_name_months_and_days_in_the_language(language, november, sunday, decimal):
    written = plotly_format(read_texts(language).locale)
    assert (written["months"][10], written["days"][0], written["decimal"]) == (november, sunday, decimal)
    assert [len(written[names]) for names in ("months", "shortMonths", "days", "shortDays")] == [12, 12, 7, 7]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", languages())
def test_a_page_names_its_language_and_leads_to_itself_in_each(language, page, published):
    tree = html.fromstring(published[f"{language}/{page}.html"].decode())
    assert tree.get("lang") == language
    switch = tree.xpath("//a[@hreflang]")
    assert [(link.get("href"), link.get("lang")) for link in switch] == [
        (f"../{one}/{page}.html", one) for one in languages()
    ]
    assert [link.text for link in switch] == ["English", "Қазақ тілі", "Русский"]
    assert [link.get("hreflang") for link in switch if link.get("aria-current")] == [language]


def test_the_entry_leads_to_every_language_and_without_scripts_to_english(published):
    tree = html.fromstring(published["index.html"].decode())
    assert tree.xpath("//a[@hreflang]/@href") == [f"{language}/index.html" for language in languages()]
    assert tree.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["0; url=en/index.html"]


def test_pages_have_the_same_figures_and_anchors_in_every_language(published):
    for page in PAGES:
        anchors = {
            tuple(html.fromstring(published[f"{language}/{page}.html"].decode()).xpath("//@id"))
            for language in languages()
        }
        assert len(anchors) == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_english_text_stands_in_for_another_language(language, english):
    texts = read_texts(language)
    same = {key for key, text in texts.entries.items() if text == english.entries.get(key)}
    worded = {key for key in same if re.search("[A-Za-z]{2}", re.sub(r"\{\w+\}", "", texts.entries[key]))}
    assert {key for key in worded if not key.startswith("chains.")} == {"site.name"}
    assert worded.isdisjoint({"chains.19180", "chains.unnamed"})  # the others are names, the same everywhere
