"""Every headline and figure has a page of its own: what it is, what it is made of, and how it is proven."""

import re

import pytest
from lxml import html

from cryptocity.reports.answers import answers_of, queries
from cryptocity.reports.released import read_release
from reports.releases import MARTS

SHARE = "indicators/crypto_share.html"


@pytest.fixture(scope="module")
def described(pages):
    """The page of a figure in a release that keeps definitions and dbt's documentation."""
    return html.fromstring(pages("quiet")[SHARE].decode())


def cells(table):
    return [[re.sub(r"\s+", " ", cell.text_content()) for cell in row] for row in table.xpath(".//tbody/tr")]


def test_every_headline_and_figure_has_a_page_that_its_tile_or_caption_leads_to(pages):
    rendered = pages("full")
    linked = {
        name: html.fromstring(page.decode()).xpath("//main//@href")
        for name, page in rendered.items()
        if name.endswith(".html")
    }
    names = {f"indicators/{query.name}.html" for query in queries()}
    assert {name for name in rendered if name.startswith("indicators/")} == names
    for query in queries():
        shown_on = "index.html" if query.folder == "headlines" else f"{query.area}.html"
        assert f"indicators/{query.name}.html" in linked[shown_on]
        anchor = query.name.replace("_", "-")
        assert f"../{shown_on}#{anchor}" in linked[f"indicators/{query.name}.html"]


def test_a_page_shows_what_the_tile_or_the_figure_says(pages, contents):
    for tiles in contents("full").tiles.values():
        for tile in tiles:
            page = html.fromstring(pages("full")[f"indicators/{tile.name}.html"].decode())
            assert page.xpath("string(//p[@class='value'])") == (tile.value or "")
    for panels in contents("full").panels.values():
        for panel in panels:
            page = html.fromstring(pages("full")[f"indicators/{panel.name}.html"].decode())
            finding = page.xpath("string(//p[contains(@class, 'finding')])")
            assert finding == html.fromstring(f"<p>{panel.drawn.finding}</p>").text_content()


def test_a_formula_is_told_as_query_metric_and_columns(described):
    (query,) = (one for one in queries() if one.name == "crypto_share")
    assert described.xpath("string(//pre)") == query.sql
    metrics, mart = described.xpath("//section[@aria-labelledby='formula']//table")
    assert cells(metrics)[0] == [
        *("crypto_share", "100 * crypto_turnover_kzt", "nullif(retail_turnover_kzt, 0)", "What crypto_share is.")
    ]
    assert cells(metrics)[1][:3] == ["crypto_turnover_kzt", "sum(crypto_turnover_kzt)", "–"]
    assert mart.xpath("string(caption)") == "adoption.adoption_daily – One row per day."
    assert [row[:2] for row in cells(mart)] == [
        *(["day", "day in Asia/Almaty"], ["crypto_payments", "number"], ["crypto_turnover_kzt", "KZT"]),
        *(["retail_turnover_kzt", "KZT"], ["crypto_share_pct", "percent"]),
    ]


def test_a_source_is_told_down_to_the_datasets_and_leads_to_the_lineage(described, pages):
    source = "//section[@aria-labelledby='source']"
    assert described.xpath(f"string({source}/p)").startswith("Source: merchants.receipts (27 days")
    assert described.xpath(f"{source}//dd[@class='code']/text()") == ["merchants.receipts"]
    assert described.xpath(f"{source}//a/@href") == [
        "../../../docs/index.html#!/model/model.city.adoption.adoption_daily"
    ]
    vat = html.fromstring(pages("quiet")["indicators/vat_due.html"].decode())
    assert "seed_rates" in vat.xpath(f"{source}//dd[@class='code']/text()")


def test_a_release_without_definitions_tells_its_query_and_no_more(home):
    release = read_release(home, "full")
    origin = answers_of(release)["adoption", "crypto_share"].origin
    assert origin.sql.startswith("-- One row per day")
    assert (origin.marts, origin.formulas, origin.seeds, origin.datasets, origin.pages) == ((), (), (), (), {})


def test_every_query_of_a_described_release_names_columns_of_each_mart_it_reads(home):
    for answer in answers_of(read_release(home, "quiet")).values():
        assert answer.origin.marts
        for mart in answer.origin.marts:
            assert f"{mart.area}.{mart.name}" in MARTS
            assert mart.columns
