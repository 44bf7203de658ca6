"""Areas and shades: what is larger or stronger is more, and what is not shown has neither."""

from datetime import date

import polars as pl

from cryptocity.reports.answers import answers_of
from cryptocity.reports.figures import adoption
from cryptocity.reports.released import read_release
from cryptocity.reports.theme import SHADES, UNKNOWN

FIRST = date(2026, 11, 1)


def title(chart):
    return chart.layout.title.text.replace("\u00a0", " ")


def plain(texts):
    return [text.replace("<br>", " ").replace("\u00a0", " ") for text in texts]


def activities(**merchants):
    """Rows of three activities in November 2026."""
    columns = {name: pl.Series(counts, dtype=pl.Int64) for name, counts in merchants.items()}
    period = {"month": [FIRST] * 3, "first_day": [FIRST] * 3, "last_day": [date(2026, 11, 30)] * 3}
    return pl.DataFrame({**period, "oked_code": ["56100", "47110", "75000"], **columns})


def test_merchant_activities_are_as_large_as_their_merchants_and_shaded_by_the_share_paid(english):
    rows = activities(enabled_merchants=[20, 50, 8], active_merchants=[5, 50, None])
    chart = adoption.merchant_activities(rows, english)
    assert title(chart) == (
        "Of the activities shown, 47110 Food stores has the most merchants enabled for crypto in November 2026: "
        "50 merchants"
    )
    (tree,) = chart.data
    assert plain(tree.labels) == [
        "47110 Food stores",
        "56100 Restaurants",
        "75000 Veterinary services",
    ]
    assert list(tree.values) == [50, 20, 8]
    assert plain(tree.text) == ["50 · 100.0 %", "20 · 25.0 %", "8"]
    assert list(tree.marker.colors) == [SHADES[3].fill, SHADES[1].fill, UNKNOWN.fill]
    assert list(tree.insidetextfont.color) == [SHADES[3].text, SHADES[1].text, UNKNOWN.text]


def test_an_activity_whose_merchants_are_not_shown_has_no_area(english):
    rows = activities(enabled_merchants=[20, None, 0], active_merchants=[5, None, 0])
    (tree,) = adoption.merchant_activities(rows, english).data
    assert list(tree.values) == [20, 0]
    assert plain(tree.text) == ["20 · 25.0 %", "0"]


def test_activities_withhold_the_same_numbers_as_bars_and_as_areas(home):
    answers = answers_of(read_release(home, "full"))
    bars, areas = (answers["adoption", name].disclosed for name in ("merchant_acceptance", "merchant_activities"))
    assert areas.equals(bars)
    assert areas["enabled_merchants"].null_count() > 0
