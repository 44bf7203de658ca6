from pathlib import Path

import pytest
from audited import SUITE, verdicts, write_database, write_expectations

from cryptocity.audit import audit
from cryptocity.errors import AuditImpossible


@pytest.fixture
def expectations(tmp_path: Path) -> Path:
    return write_expectations(tmp_path)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return write_database(tmp_path)


@pytest.mark.parametrize(
    ("here", "there", "complaint"),
    [
        ("table: merchants.receipts", "table: [", "merchants__receipts.yml: .*flow sequence"),
        ("table: merchants.receipts", "table: merchants.register", "speaks of merchants.register"),
        ("table: merchants.receipts\n", "", "merchants__receipts.yml: .*missing required field `table`"),
        ("severity: warning", "severity: fatal", r"yml: Invalid enum value 'fatal' .*expectations\[2\]\.severity"),
        ("    because: No buyer is named.\n", "", r"yml: .*missing required field `because` .*expectations\[1\]"),
        ("because: No buyer is named.", "because: ''", r"Expected `str` of length >= 1 .*expectations\[1\]\.because"),
        ("because: No buyer is named.", "becuase: No buyer.", r"yml: .*unknown field `becuase` .*expectations\[1\]"),
        ("- type: expect_column_values_to_be_u", "  type: expect_column_values_to_be_u", "yml: 'type' is given twice"),
        ("expect_column_values_to_be_unique", "expect_miracles", r"receipts\.yml, expectation 3: .*expect_miracles"),
        ("{column: customer_key}", "{colum: customer_key}", r"receipts\.yml, expectation 3 .*colum .*not permitted"),
        ("value_set: [sale, sale_return]", "value_set: sale", r"receipts\.yml, expectation 1 .*not a valid list"),
        ("from {batch}", "from merchants.receipts", r"receipts\.yml, expectation 2: .*does not read from \{batch\}"),
        ("expectations:", "where: 'false'\nexpectations:", "yml: .*unknown field `where`"),
        (SUITE[SUITE.index("expectations:") :], "expectations: []", "yml: Expected `array` of length >= 1"),
    ],
)  # fmt: skip
def test_suite_that_makes_no_sense_stops_the_audit(
    here: str, there: str, complaint: str, database: Path, expectations: Path
) -> None:
    (expectations / "raw" / "merchants__receipts.yml").write_text(SUITE.replace(here, there))

    with pytest.raises(AuditImpossible, match=complaint) as stop:
        audit("raw", database, expectations=expectations)
    assert "\n" not in str(stop.value)


def test_folder_without_suites_stops_the_audit(database: Path, tmp_path: Path) -> None:
    with pytest.raises(AuditImpossible, match="holds no expectations"):
        audit("raw", database, expectations=tmp_path)


def test_braces_that_were_not_doubled_are_not_taken_for_a_verdict(database: Path, expectations: Path) -> None:
    (expectations / "raw" / "merchants__receipts.yml").write_text(SUITE.replace("{{32}}", "{32}"))

    assert verdicts(audit("raw", database, expectations=expectations)) == ["passed", "could_not_check", "passed"]
