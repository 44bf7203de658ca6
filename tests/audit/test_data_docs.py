import re
from pathlib import Path

import pytest
from audited import change, write_database, write_expectations
from lxml import html

from cryptocity.audit import AuditResult, audit, write_quality


@pytest.fixture
def quality(tmp_path: Path) -> Path:
    expectations, database = write_expectations(tmp_path), write_database(tmp_path)
    change(database, "update merchants.receipts set operation = '<script>' where check_number = '7'")
    write_quality([audit("raw", database, expectations=expectations)], tmp_path / "quality")
    return tmp_path / "quality"


def test_docs_say_of_every_rule_what_was_expected_why_and_what_was_found(quality: Path) -> None:
    page = html.parse(quality / "data_docs" / "raw" / "merchants__receipts.html")
    rows = [[" ".join(cell.text_content().split()) for cell in row.findall("td")] for row in page.iter("tr")]

    assert rows[1] == [
        "failed (critical)",
        "A receipt is a sale or a return.",
        "1 unexpectedoperation=<script>",
        "operation values must belong to this set: sale sale_return.",
    ]
    assert rows[2][:3] == ["passed (critical)", "No buyer is named.", "nothing unexpected"]
    assert "regexp_full_match(customer_key, 'p-[0-9a-f]{{32}}')" in rows[2][3]


def test_docs_need_no_network_and_no_script(quality: Path) -> None:
    for path in quality.rglob("*.html"):
        page = html.parse(path)
        assert list(page.iter("script", "link", "img", "iframe")) == []
        assert not re.search(r"https?:|//\w|url\(|@import", path.read_text())


def test_every_page_of_the_docs_is_reached_from_the_index(quality: Path) -> None:
    folder = quality / "data_docs"
    index = html.parse(folder / "index.html")

    linked = {(folder / link.get("href")).resolve() for link in index.iter("a")}
    assert linked == {path.resolve() for path in folder.rglob("*.html")} - {(folder / "index.html").resolve()}
    assert "Layer raw: failed" in index.getroot().text_content()


def test_docs_of_a_result_read_back_are_the_same_bytes(quality: Path, tmp_path: Path) -> None:
    write_quality([AuditResult.from_json((quality / "raw.json").read_bytes())], tmp_path / "again")

    written = {path.relative_to(quality): path.read_bytes() for path in quality.rglob("*.*")}
    assert written == {
        path.relative_to(tmp_path / "again"): path.read_bytes() for path in (tmp_path / "again").rglob("*.*")
    }
