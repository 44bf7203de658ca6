"""Every headline and figure has a page of its own: what it is, what it is made of, and how it is proven."""

import re
from datetime import timedelta

import polars as pl
import pytest
from lxml import html

from cryptocity.parameters import read_parameters
from cryptocity.release.lineage import Lineage
from cryptocity.release.parameters import parameters_behind
from cryptocity.reports.answers import answers_of, queries
from cryptocity.reports.entries import Answer, Headline
from cryptocity.reports.publish import render
from cryptocity.reports.released import read_release
from cryptocity.reports.revisions import headline_revisions
from lineages import parameter
from reports.releases import FIRST, MARTS

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


def test_parameters_are_told_where_a_model_names_them_as_in_force_in_the_days_of_the_release(described, pages):
    vat = html.fromstring(pages("quiet")["indicators/vat_due.html"].decode())
    rows = cells(vat.xpath("//section[@aria-labelledby='parameters']//table")[0])
    assert rows == [["vat_rate", "16", "percent", "5 October 2026", "–", "H", "tax code, article 1"]]
    told = "string(//section[@aria-labelledby='parameters']/p)"
    assert described.xpath(told) == "No statutory parameter enters this figure."
    untold = html.fromstring(pages("full")["indicators/vat_due.html"].decode())
    assert untold.xpath(told) == "This release does not keep its statutory parameters."


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("where parameter = 'fee_grid'", {"fee_grid"}),
        ("where parameter = 'fee_' || energy.tariff", {"fee_grid", "fee_own"}),
        ("where fund || '_debts' = parameter", {"state_debts"}),
        ("{% set names = ['grid', 'other'] %} where parameter = 'fee_{{ name }}'", {"fee_grid"}),
        ("select fee_grid, 'fee' as kind", set()),
        ("", set()),
    ],
)
def test_a_parameter_is_behind_a_model_that_names_it_whole_or_puts_its_name_together(sql, named):
    lineage = Lineage({"nodes": {"model.city.one": {"resource_type": "model", "raw_code": sql}}})
    known = [parameter(name, "1") for name in ("fee_grid", "fee_own", "state_debts", "grid_limit")]
    assert {one.name for one in parameters_behind(["model.city.one"], lineage, known)} == named


def test_the_parameters_of_the_project_are_read_as_they_are_written():
    mci = [one for one in read_parameters() if one.name == "mci"]
    assert [(one.value, str(one.valid_from), str(one.valid_to)) for one in mci][-1] == (
        "4325",
        "2026-01-01",
        "2026-12-31",
    )
    assert any(one.valid_to is None for one in read_parameters())


def revisions_of(home, name, indicator, texts):
    """The rows of the revision history on the page of an indicator, and the values that are marked in it."""
    release = read_release(home, name)
    page = render(release, texts, answers=answers_of(release))[f"indicators/{indicator}.html"]
    section = html.fromstring(page.decode()).xpath("//section[@aria-labelledby='revisions']")[0]
    return cells(section), section.xpath(".//strong/text()"), section.xpath(".//li/text()")


def test_a_revised_value_is_marked_beside_what_the_release_before_said_with_its_cause(successors, english):
    last = "11 October 2026"
    rows, marked, causes = revisions_of(successors, "revised", "crypto_share", english)
    assert rows[0] == [last, "50.00", "2.34"]
    assert [row[1] == row[2] for row in rows[1:]] == [True] * 6
    assert (marked, causes) == (["50.00"], ["revised data: 11\u00a0October 2026 "])
    rows, marked, _ = revisions_of(successors, "revised", "crypto_share_of_turnover", english)
    assert (rows, marked) == ([[last, "50.00 %", "2.34 %"]], ["50.00\u00a0%"])


def test_a_further_release_says_the_same_of_the_days_before_and_of_a_headline_only_that(successors, english):
    rows, marked, _ = revisions_of(successors, "further", "crypto_share", english)
    assert (len(rows), marked) == (7, [])
    rows, marked, _ = revisions_of(successors, "further", "crypto_share_of_turnover", english)
    assert [row[1:] for row in rows] == [[rows[0][1], "–"], ["unchanged", "2.34 %"]]
    assert marked == []


def test_what_a_release_withholds_is_not_told_of_the_release_before(successors, english):
    for indicator in ("crypto_share", "crypto_share_of_turnover"):
        rows, marked, _ = revisions_of(successors, "withheld", indicator, english)
        (of_last,) = (row for row in rows if row[0] == "11 October 2026")
        assert (of_last[1:], marked) == (["not shown", "not shown"], [])


def test_a_headline_of_the_past_that_reads_otherwise_now_is_revised_without_its_number(english):
    headline = Headline("crypto_share_of_turnover", ())
    days = [FIRST + timedelta(days=number) for number in (1, 0)]
    now = pl.DataFrame({"day": days, "crypto_share_pct": [3.0, 7.0]})
    before = pl.DataFrame({"day": days[1:], "crypto_share_pct": [2.0]})
    told = headline_revisions(headline, Answer(now, now, before=(("before", before),)), english)
    assert [[one.text.replace("\u00a0", " ") for one in said] for _, said in told.rows] == [
        *(["3.00 %", "–"], ["revised", "2.00 %"])
    ]


def test_a_first_release_has_no_earlier_one_to_tell_of(pages):
    page = html.fromstring(pages("day")[SHARE].decode())
    assert "No earlier release is at hand" in page.xpath("string(//section[@aria-labelledby='revisions']/p)")
