"""The catalogue, its queries and its texts are one: nothing is missing, nothing is left over."""

import calendar
import re
from dataclasses import replace

import duckdb
import msgspec
import pytest
import yaml

from cryptocity import project
from cryptocity.audit.suites import Rule
from cryptocity.audit.verdict import AuditResult, Finding
from cryptocity.reports.answers import HEADLINES, QUERIES, Query, answers_of, queries
from cryptocity.reports.catalogue import REPORTS
from cryptocity.reports.publish import render
from cryptocity.reports.released import read_release
from reports.releases import MARTS, write_marts

EVERY_FIGURE = [(report.area, figure) for report in REPORTS for figure in report.figures]
EVERY_HEADLINE = [headline for report in REPORTS for headline in report.headlines]


@pytest.fixture(scope="module")
def marts(tmp_path_factory):
    path = tmp_path_factory.mktemp("marts") / "marts.duckdb"
    write_marts(path, {})
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("area", "figure"), EVERY_FIGURE, ids=lambda part: getattr(part, "name", part))
def test_the_query_of_a_figure_answers_with_what_the_figure_shows(area, figure, marts):
    rows = Query(area, area, figure).rows(marts)
    assert rows.is_empty()
    needed = {*figure.dimensions, *figure.measures, *figure.rests_on, *figure.rests_on.values()}
    assert needed <= set(rows.columns)


@pytest.mark.parametrize("headline", EVERY_HEADLINE, ids=lambda headline: headline.name)
def test_the_query_of_a_headline_answers_with_a_period_and_a_number(headline, marts):
    rows = Query("any", HEADLINES, headline).rows(marts)
    assert rows.columns[0] in ("day", "month", "year")
    assert rows.dtypes[1].is_numeric()
    assert headline.rests_on is None or headline.rests_on in rows.columns


def test_every_query_belongs_to_a_figure_or_a_headline():
    assert set(QUERIES.rglob("*.sql")) == {query.path for query in queries()}


def test_names_are_given_once():
    names = [figure.name for _, figure in EVERY_FIGURE] + [headline.name for headline in EVERY_HEADLINE]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", sorted(QUERIES.rglob("*.sql")), ids=lambda path: path.stem)
def test_queries_read_marts_only(path):
    sql = re.sub("--.*", "", path.read_text())
    own = set(re.findall(r"^(\w+) as \(", sql, re.MULTILINE))
    assert set(re.findall(r"\b(?:from|join) (\S+)", sql)) - own <= set(MARTS)


def test_the_marts_of_these_tests_are_those_of_the_contract():
    models = {}
    for path in (project.folder("dbt_project") / "models" / "marts").rglob("_*__models.yml"):
        for model in yaml.safe_load(path.read_text())["models"]:
            columns = [(column["name"], column["data_type"]) for column in model["columns"]]
            models[f"{path.parent.name}.{model['name']}"] = columns
    assert {mart: [tuple(pair.split()) for pair in _columns(text)] for mart, text in MARTS.items()} == {
        mart: models[mart] for mart in MARTS
    }


def _columns(text):
    return [pair.strip() for pair in re.split(r",(?![\d])", text)]


class Recorded(dict):
    """Texts that remember which of them were used."""

    def __init__(self, entries):
        super().__init__(entries)
        self.used = set()

    def __getitem__(self, key):
        self.used.add(key)
        return super().__getitem__(key)


def _troubled(release):
    """The same release, had its audits found everything that audits can find."""
    findings = tuple(
        Finding("adoption.adoption_daily", Rule("expect_it", {}, severity, "It must be so."), (), verdict, "7 rows")
        for severity in ("critical", "warning")
        for verdict in ("failed", "could_not_check")
    )
    raw, marts = AuditResult("raw", "failed", {}, findings), AuditResult("marts", "could_not_check", {}, ())
    return replace(release, audits={"raw": raw, "marts": marts}, uncompared="before")


def _flawless(release):
    passed = {layer: AuditResult(layer, "passed", {}, ()) for layer in release.audits}
    return replace(release, manifest=msgspec.structs.replace(release.manifest, verdict="passed"), audits=passed)


def _lacking_a_day(release, datasets):
    """The same release, had its first so many datasets missed its first day."""
    days = [
        (release.manifest.first_day,) if place < datasets else () for place in range(len(release.manifest.datasets))
    ]
    pairs = zip(release.manifest.datasets, days, strict=True)
    lacking = tuple(msgspec.structs.replace(one, missing_days=missing) for one, missing in pairs)
    return replace(release, manifest=msgspec.structs.replace(release.manifest, datasets=lacking))


def test_every_text_is_used_and_every_used_text_exists(home, successors, english):
    recorded = Recorded(english.entries)
    texts = replace(english, entries=recorded)
    for release_id in ("full", "week", "fortnight", "quiet", "few", "blocks", "empty"):
        release = read_release(home, release_id)
        for variant in (_flawless, _troubled):
            render(variant(release), texts, answers=answers_of(release))
    week = read_release(home, "week")
    for datasets in (1, len(week.manifest.datasets)):
        render(_lacking_a_day(week, datasets), texts, answers=answers_of(week))
    for folder in (successors / "releases").iterdir():
        release = read_release(successors, folder.name)
        render(release, texts, answers=answers_of(release))
    warnings = {key for key in english.entries if key.startswith("warnings.")}  # test_report_texts has them
    assert _any_form(set(english.entries) - warnings) - _any_form(recorded.used) == set()


def _any_form(keys):
    """The keys, those of a noun's grammatical forms as one."""
    return {key.rpartition(".")[0] if key.startswith("nouns.") else key for key in keys}


def test_no_text_is_written_in_code_or_templates(home, english):
    """In a language of brackets, no letter stands outside brackets but names that are data."""
    texts = replace(english, entries={key: f"⟦{text}⟧" for key, text in english.entries.items()})
    release = read_release(home, "full")
    for name, content in render(release, texts, answers=answers_of(release)).items():
        if name.endswith(".html"):
            assert _outside_brackets(content) == []


def _outside_brackets(content):
    from lxml import html

    tree = html.fromstring(content.decode())
    data = "ancestor::*[@hreflang or @lang and not(self::html) or contains(@class, 'code')]"
    nodes = tree.xpath(f"//body//text()[not(ancestor::script or {data})]")
    nodes += tree.xpath("//@aria-label | //@title | //@alt")
    left = [_stripped(str(node)) for node in nodes if node.getparent().tag not in ("code", "td", "th")]
    sentences = ("A share of turnover lies between 0 and 100 %.",)
    return [text for text in left if re.search("[A-Za-z]", text) and text not in sentences]


def _stripped(text):
    while "⟦" in text:
        text, before = re.sub("⟦[^⟦⟧]*⟧", "", text), text
        assert text != before
    # Months are named by Babel, not by texts.
    return re.sub("|".join(calendar.month_name[1:]), "", text).strip()
