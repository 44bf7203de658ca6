"""Data Docs of audits: an index and a page per table, with each rule in Great Expectations' words.

Its own site builder fetches style sheets, scripts and a logo over the network, leaves the index to a script and writes
the clock into addresses; so only its renderers are used, in a page of ours. Importing this module takes five seconds.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from great_expectations.core import ExpectationValidationResult
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render.renderer.content_block.validation_results_table_content_block import (
    ValidationResultsTableContentBlockRenderer,
)
from great_expectations.render.view.view import DefaultJinjaPageView
from jinja2 import ChoiceLoader, DictLoader, Template

from cryptocity import atomic
from cryptocity.audit.suites import Rule
from cryptocity.audit.verdict import AuditResult, tally

_PAGE = "page.html"


def write_data_docs(results: Sequence[AuditResult], folder: Path) -> None:
    """Write `index.html` and `<layer>/<table>.html` into a folder; the same results give the same bytes."""
    page = _template()
    tables = []
    for result in results:
        for table, group in groupby(result.findings, key=lambda finding: finding.table):
            findings = tuple(group)
            address = f"{result.layer}/{table.replace('.', '__')}.html"
            tables.append((result, table, address, tally(findings)))
            rows = [(finding, _statement(finding.rule)) for finding in findings]
            text = page.render(title=table, result=result, rows=rows)
            atomic.write_file(folder / address, text.encode())
    index = page.render(title="What was audited", results=results, tables=tables)
    atomic.write_file(folder / "index.html", index.encode())


def _template() -> Template:
    """Return our page, in the company of the templates and filters that put Great Expectations' words into HTML."""
    environment = DefaultJinjaPageView().env
    ours = DictLoader({_PAGE: Path(__file__).with_suffix(".html.j2").read_text(encoding="utf-8")})
    environment.loader = ChoiceLoader([ours, *filter(None, [environment.loader])])
    return environment.get_template(_PAGE)


def _statement(rule: Rule) -> Mapping[str, Any]:
    """Return what the rule expects in Great Expectations' words: the middle of status, expectation and observation."""
    configuration = ExpectationConfiguration(rule.type, dict(rule.kwargs))
    validation = ExpectationValidationResult(success=True, expectation_config=configuration)
    block: Any = ValidationResultsTableContentBlockRenderer.render([validation])
    _, statement, _ = block.to_json_dict()["table"][0]
    return dict(statement)
