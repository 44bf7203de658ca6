"""What a chart shows is told in words and numbers, from what is disclosed alone."""

from datetime import date
from decimal import Decimal

import polars as pl

from cryptocity.reports.descriptions import description
from cryptocity.reports.entries import Figure
from cryptocity.reports.texts import read_texts

SERIES = Figure("made", lambda rows, texts: None, ("day",), ("net_usd", "trades"), ())
PARTS = Figure("made", lambda rows, texts: None, ("month", "venue_id"), ("net_usd",), ())
DAYS = [date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7), date(2026, 10, 8)]
ROWS = pl.DataFrame(
    {"day": DAYS, "net_usd": [Decimal(3), Decimal(-7), Decimal(99), Decimal(5)], "trades": [8, 9, 2, 7]},
    schema_overrides={"net_usd": pl.Decimal(18, 2)},
)
SHOWN = ROWS.with_columns(
    pl.when(pl.col("trades") >= 5).then(pl.col("net_usd")).alias("net_usd"),
    pl.when(pl.col("trades") >= 5).then(pl.col("trades")).alias("trades"),
)


def said(figure, rows, shown, language="en"):
    return description(figure, rows, shown, texts=read_texts(language)).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_series_is_told_from_first_to_last_and_what_is_withheld_is_counted_only():
    assert said(SERIES, ROWS, SHOWN) == (
        "5 October 2026 to 8 October 2026: 4 rows. "
        "Net, USD: 3.00 at first, 5.00 at last, lowest −7.00 (6 October 2026), highest 5.00 (8 October 2026). "
        "Trades: 8 at first, 7 at last, lowest 7 (8 October 2026), highest 9 (6 October 2026). "
        "Not shown: 2 numbers."
    )


def test_rows_of_parts_are_told_by_the_lowest_and_the_highest():
    rows = pl.DataFrame({"month": [DAYS[0].replace(day=1)] * 2, "venue_id": ["a", "b"], "net_usd": [2.5, 1.5]})
    assert said(PARTS, rows, rows) == (
        "October 2026: 2 rows. Net, USD: lowest 1.50 (October 2026, b), highest 2.50 (October 2026, a)."
    )


def test_a_measure_of_which_nothing_is_shown_is_not_told():
    hidden = ROWS.with_columns(pl.lit(None, pl.Decimal(18, 2)).alias("net_usd"))
    assert said(SERIES, ROWS, hidden).startswith("5 October 2026 to 8 October 2026: 4 rows. Trades: 8 at first")


def test_each_language_tells_it_in_its_own_words():
    assert said(SERIES, ROWS, SHOWN, "ru").startswith("5 октября 2026 г. – 8 октября 2026 г.: 4 строки. ")
    assert "в начале 3,00, в конце 5,00" in said(SERIES, ROWS, SHOWN, "ru")
    assert "басында 3,00, соңында 5,00" in said(SERIES, ROWS, SHOWN, "kk")
