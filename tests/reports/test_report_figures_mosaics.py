"""Areas and shades: what is larger or stronger is more, and what is not shown has neither."""

from datetime import date

import polars as pl

from cryptocity.reports.answers import answers_of
from cryptocity.reports.figures import adoption
from cryptocity.reports.places import SPOTS, laid_out
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


PLACE_ROWS = {
    "month": [FIRST] * 3,
    "kato_code": ["191810000", "191800000", "196837100"],
    "first_day": [FIRST] * 3,
    "last_day": [date(2026, 11, 30)] * 3,
}


def test_the_adoption_index_is_a_tile_a_place_each_with_its_uncertainty(english):
    indices = {"adoption_index": [12.34, 75.0, None], "low_index": [9.6, 70.0, None], "high_index": [14.4, 81.0, None]}
    chart = adoption.adoption_index(pl.DataFrame(PLACE_ROWS | indices), english)
    assert title(chart) == (
        "Of the places shown, 191800000 Alatau, administration has the highest adoption index in November 2026: "
        "75.0 of 100"
    )
    (tiles,) = chart.data
    assert plain(tiles.text) == [
        "<b>191810000 Alatau, city</b> 12.3 (10–14)",
        "<b>191800000 Alatau, administration</b> 75.0 (70–81)",
        "<b>196837100 Ili district</b> not shown",
    ]
    assert list(tiles.marker.color) == [SHADES[0].fill, SHADES[3].fill, UNKNOWN.fill]
    assert list(zip(tiles.x, tiles.base, strict=True)) == [(1, 0), (0, 0), (0, 1)]
    assert list(chart.layout.yaxis.range) == [2, 0]


def test_places_lie_as_on_the_map_without_what_is_empty():
    balkhash, konaev, talgar = "193600000", "191600000", "196200000"
    assert laid_out([talgar, konaev, balkhash]) == [(1, 2), (1, 1), (0, 0)]


def test_a_place_that_is_on_no_map_has_a_tile_of_its_own_below():
    assert laid_out(["a", "191810000", "b", "c"]) == [(0, 1), (0, 0), (1, 1), (0, 2)]


def test_no_two_places_of_the_map_share_a_tile():
    every = [str(code) for code in SPOTS]
    assert len(set(laid_out(every))) == len(every) > 2


def test_the_index_of_few_is_not_shown_and_that_of_nobody_is(home):
    shown = answers_of(read_release(home, "full"))["adoption", "adoption_index"].disclosed
    assert dict(shown.select("kato_code", "adoption_index").iter_rows()) == {
        "191810000": 62,
        "999999999": 45,
        "191800000": 29,
        "196837100": None,
    }
    assert shown["low_index"].null_count() == shown["high_index"].null_count() == 1


def test_activities_withhold_the_same_numbers_as_bars_and_as_areas(home):
    answers = answers_of(read_release(home, "full"))
    bars, areas = (answers["adoption", name].disclosed for name in ("merchant_acceptance", "merchant_activities"))
    assert areas.equals(bars)
    assert areas["enabled_merchants"].null_count() > 0
