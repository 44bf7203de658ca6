"""Pages are whole, accessible and alone: structure, size, no address outside."""

import posixpath
import re
from itertools import pairwise

import pytest
from lxml import html

from cryptocity.reports.answers import answers_of
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.publish import render
from cryptocity.reports.released import read_release
from cryptocity.reports.texts import languages
from reports.releases import DATASETS

RELEASES = ("full", "quiet", "day", "blocks", "empty")
AREAS = {f"{report.area}.html": report for report in REPORTS}


@pytest.fixture(scope="module", params=RELEASES)
def rendered(request, pages):
    return {name: content for name, content in pages(request.param).items() if not name.startswith("assets/plotly")}


@pytest.fixture(scope="module")
def trees(rendered):
    return {name: html.fromstring(content.decode()) for name, content in rendered.items() if name.endswith(".html")}


def test_each_figure_has_its_finding_caption_chart_and_table(trees):
    for name, tree in trees.items():
        panels = tree.xpath("//section[contains(@class, 'panel')]")
        expected = [figure.name.replace("_", "-") for figure in AREAS[name].figures] if name in AREAS else []
        assert [panel.get("id") for panel in panels] == expected
        for panel in panels:
            assert panel.xpath("string(.//h2)").strip()
            assert panel.xpath("string(.//figure/figcaption)").strip()
            charts, tables = panel.xpath(".//figure//div[@role='img']"), panel.xpath(".//details//table[caption]")
            assert len(charts) == len(tables) == (0 if "empty" in panel.xpath("string(.//h2/@class)") else 1)
            assert all(chart.get("aria-label").strip() for chart in charts)
            for chart in charts:
                assert panel.xpath("string(.//details/p[@id=$id])", id=chart.get("aria-describedby")).strip()


def test_landmarks_and_headings_are_in_order(trees):
    for tree in trees.values():
        assert tree.get("lang") == "en"
        assert [len(tree.xpath(f"//{tag}")) for tag in ("main", "h1", "title")] == [1, 1, 1]
        assert tree.xpath("//body/*[1]/@href") == ["#content"]
        assert tree.xpath("//nav[@aria-label]//a[@aria-current='page']")
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        identifiers = tree.xpath("//@id")
        assert len(identifiers) == len(set(identifiers))
        assert set(tree.xpath("//@aria-labelledby")) <= set(identifiers)


def test_every_link_leads_somewhere(trees):
    for name, tree in trees.items():
        for address in tree.xpath("//body//@href"):
            page, _, anchor = address.partition("#")
            path = posixpath.normpath(posixpath.join("reports/en", posixpath.dirname(name), page)) if page else ""
            if path.startswith("reports/downloads/"):
                continue  # test_report_downloads.py follows these
            if not path.startswith("reports/en/") and page:
                elsewhere = {f"reports/{language}/{name}" for language in languages()}
                assert path in {
                    *elsewhere,
                    "quality/data_docs/index.html",
                    "docs/index.html",
                    "reports/assets/report.css",
                }
                continue
            target = trees[path.removeprefix("reports/en/") or name]
            assert not anchor or target.xpath("//*[@id=$anchor]", anchor=anchor)


def test_nothing_points_outside(rendered):
    for name, content in rendered.items():
        text = content.decode()
        if name.endswith(".html"):
            tree = html.fromstring(text)
            addresses = tree.xpath("//@href | //@src | //@action | //@data | //@poster | //@srcset")
            assert not [one for one in addresses if re.match(r"(?!data:,)\w+:|//", one)]
        else:
            assert not re.search(r"https?:|//\w|@import|url\(", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


def test_a_page_lets_nothing_in_from_outside(trees):
    for tree in trees.values():
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "default-src 'none'" in policy
        assert "http" not in policy


def test_scripts_come_from_the_assets_and_data_stays_data(trees):
    for name, tree in trees.items():
        run = [script.get("src") for script in tree.xpath("//script[not(@type='application/json')]")]
        charts = ["plotly.min.js", "report.js"] if name in AREAS else []
        assert run == [f"{'../' * name.count('/')}../assets/{script}" for script in ("language.js", "age.js", *charts)]
        assert not [script for script in tree.xpath("//script[@type='application/json']") if "<" in (script.text or "")]


def test_a_page_is_small(pages):
    assert {name for name, content in pages("full").items() if len(content) > 500_000} == {"assets/plotly.min.js"}


def test_two_renderings_are_the_same_bytes(home, pages, english):
    release = read_release(home, "full")
    again = render(release, english, answers=answers_of(release))
    assert again == {name: page for name, page in pages("full").items() if name in again}


def test_the_front_page_tells_date_verdict_and_where_quality_is_told(pages):
    tree = html.fromstring(pages("full")["index.html"].decode())
    facts = dict(
        zip(
            tree.xpath("//header//dt/text()"),
            (re.sub(r"\s*\n\s*", " ", dd.text_content().strip()) for dd in tree.xpath("//header//dd")),
            strict=True,
        )
    )
    all_ = len(DATASETS)
    assert facts == {
        "Data as of": "13\u00a0November 2026",
        "Blocks up to": "Ethereum (1): 21,287,999",
        "Final up to": "all data: 12\u00a0November 2026; Ethereum (1): block 21,280,799, 12\u00a0November 2026",
        "Completeness": f"{all_} of {all_} datasets on every day; 99.96\u00a0% of the rows received accepted",
        "Data quality": "passed with warnings",
        "Provisional figures": "Adoption index by place, VAT due by rate, From VAT due to VAT paid, "
        "Distance to VAT registration, Realised gains by method, Past licensed venues: an estimate, "
        "Share of licensed venues, Travel rule, Days to a VAT refund, How long VAT refunds take, Marked money, "
        "Energy metered and implied, Digital mining fee",
        "Release": "full",
    }
    assert set(tree.xpath("//a[contains(@class, 'verdict')]/@href")) == {"quality.html#quality"}
    assert tree.xpath("//section[@id='quality']//a/@href") == ["quality.html", "quality.html"]


def test_the_foot_of_a_page_sums_the_blocks_of_touching_spans(pages):
    foot = html.fromstring(pages("full")["tax.html"].decode()).xpath("string(//footer)")
    assert "Ethereum (1): 288,000 blocks from height 21,000,000 to 21,287,999" in foot
