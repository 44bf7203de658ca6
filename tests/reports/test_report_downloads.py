"""What can be downloaded of a figure: the rows of its table in three formats, and nothing that is not disclosed."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from cryptocity.reports.answers import HEADLINES, answers_of
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.disclosure import shorten
from cryptocity.reports.downloads import FORMATS, WITHHELD, downloads
from cryptocity.reports.entries import Answer, Figure
from cryptocity.reports.publish import render_all, tables
from cryptocity.reports.released import read_release

MADE = Figure("made", lambda rows, texts: None, ("token", "merchant_key"), ("worth_kzt",), ("merchants.receipts",))
SECRET = Decimal("987654321.12")
KEY = "p-0123456789abcdef0123456789abcdef"
ROWS = pl.DataFrame(
    {
        "token": ["=2+3", "USDT", "ETH"],
        "merchant_key": [KEY, "080841000761", KEY],
        "worth_kzt": [Decimal(7), SECRET, None],
    },
    schema_overrides={"worth_kzt": pl.Decimal(18, 2)},
)


@pytest.fixture(scope="module")
def release(home):
    return read_release(home, "full")


@pytest.fixture(scope="module")
def made(release):
    """The files of a figure of which one value is withheld and one is unknown."""
    hidden = pl.when(pl.col("worth_kzt") == SECRET).then(None).otherwise(pl.col("worth_kzt")).alias("worth_kzt")
    return downloads(MADE, Answer(ROWS, ROWS.with_columns(hidden)), release.manifest)


def test_what_is_withheld_is_named_and_in_no_file(made):
    assert set(made) == {f"made.{form}" for form in FORMATS}
    rows = pl.read_parquet(BytesIO(made["made.parquet"]))
    assert rows.columns == ["token", "merchant_key", "worth_kzt", WITHHELD]
    assert rows["worth_kzt"].to_list() == [Decimal(7), None, None]
    assert rows[WITHHELD].to_list() == [None, "worth_kzt", None]
    sheet = load_workbook(BytesIO(made["made.xlsx"]))["data"]
    assert [[cell.value for cell in row[2:]] for row in sheet.iter_rows(min_row=2)] == [
        [7, None],
        [None, "worth_kzt"],
        [None, None],
    ]
    assert b"987654321" not in made["made.csv"]


def test_a_pseudonym_is_cut_short_and_a_text_is_no_formula(made):
    assert made["made.csv"].decode().splitlines()[1:3] == [
        f"'=2+3,{shorten(KEY)},7.00,",
        "USDT,080841000761,,worth_kzt",
    ]
    cell = load_workbook(BytesIO(made["made.xlsx"]))["data"]["A2"]
    assert (cell.value, cell.data_type) == ("=2+3", "s")
    assert all(KEY.encode() not in content for content in made.values())


def test_the_workbook_says_what_it_is(made, release):
    about = dict(load_workbook(BytesIO(made["made.xlsx"]))["about"].iter_rows(values_only=True))
    assert about["release"] == "full"
    assert about["proof"] == "cryptocity verify made --release full"


def test_every_figure_that_is_drawn_can_be_downloaded_as_its_table_reads(release, contents):
    answers = answers_of(release)
    found = tables(release, answers)
    drawn = {one.name: one.drawn for panels in contents("full").panels.values() for one in panels if one.drawn}
    told = {one.name for tiles in contents("full").tiles.values() for one in tiles if one.value}
    assert set(found) == {f"downloads/{name}.{form}" for name in {*drawn, *told} for form in FORMATS}
    for report in REPORTS:
        for figure in report.figures:
            if figure.name in drawn:
                rows = pl.read_parquet(BytesIO(found[f"downloads/{figure.name}.parquet"]))
                answer = answers[report.area, figure.name]
                assert rows.select(figure.measures).equals(answer.disclosed.select(figure.measures))
                assert rows.height == len(drawn[figure.name].table.rows)


def test_of_a_headline_only_what_the_front_page_shows_can_be_downloaded(release, contents):
    answers = answers_of(release)
    found = tables(release, answers)
    for report in REPORTS:
        for headline, tile in zip(report.headlines, contents("full").tiles[report.area], strict=True):
            if tile.value:
                rows = pl.read_parquet(BytesIO(found[f"downloads/{headline.name}.parquet"]))
                period, number = answers[HEADLINES, headline.name].disclosed.columns[:2]
                shown = answers[HEADLINES, headline.name].disclosed.filter(pl.col(number).is_not_null())
                assert rows.rows() == [shown.sort(period, descending=True).select(period, number).row(0)]


@pytest.mark.parametrize("release_id", ["few", "blocks", "empty"])
def test_links_lead_to_files_and_the_same_release_gives_the_same_bytes(release_id, home):
    first, second = (render_all(read_release(home, release_id)) for _ in range(2))
    assert first == second
    pages = b"".join(content for name, content in first.items() if name.endswith(".html"))
    files = {name for name in first if name.startswith("downloads/")}
    assert {name for name in files if f'href="../../{name}"'.encode() in pages} == files
    assert pages.count(b'href="../../downloads/') == 3 * len(files)
    figures = {one.name for report in REPORTS for one in report.figures}
    drawn = {name for name in files if Path(name).stem in figures}
    assert {name for name in files if f'href="../{name}"'.encode() in pages} == drawn
