"""The canary: before an audit speaks, it must find nothing in a good table and every fault in a bad one."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from cryptocity.audit.suites import QUERY, ROWS, Rule, Suite
from cryptocity.audit.verdict import Finding
from cryptocity.errors import AuditImpossible

_GOOD = """
select 1 as id, 'A' as till, 1 as number, 'sale' as operation, 5.00::decimal(18, 2) as kzt, 5.00::decimal(18, 2) as paid
union all select 2, 'A', 2, 'sale_return', 0.00, 7.00
"""
_BAD = """
select 1 as id, 'A' as till, 1 as number, 'gift' as operation, -0.01::decimal(18, 2) as kzt,
  -0.02::decimal(18, 2) as paid, 0 as surplus
union all select 1, 'A', 1, 'sale', 5.00, 7.00, 0
"""

_FAULTS: dict[str, tuple[dict[str, Any], int | None]] = {
    "expect_table_columns_to_match_set": (
        {"column_set": ["id", "till", "number", "operation", "kzt", "paid"], "exact_match": True},
        None,
    ),
    "expect_column_values_to_be_unique": ({"column": "id"}, 2),
    "expect_compound_columns_to_be_unique": ({"column_list": ["till", "number"]}, 2),
    "expect_column_values_to_be_in_set": ({"column": "operation", "value_set": ["sale", "sale_return"]}, 1),
    "expect_column_values_to_be_between": ({"column": "kzt", "min_value": 0}, 1),
    "expect_column_pair_values_a_to_be_greater_than_b": (
        {"column_A": "paid", "column_B": "kzt", "or_equal": True},
        1,
    ),
    ROWS: ({QUERY: "select kzt from {batch} where kzt < 0 or not regexp_full_match(operation, '[a-z_]{{4,11}}')"}, 1),
}
"""Every type of expectation that suites may use, how the canary puts it, and how much it finds in the bad table."""

Examine = Callable[[Sequence[Suite], Path], tuple[Finding, ...]]


def require_alive(examine: Examine, suites: Sequence[Suite]) -> None:
    """Raise AuditImpossible unless every type of expectation in the suites tells good from bad, and counts right."""
    for suite in suites:
        for number, rule in enumerate(suite.expectations, start=1):
            if rule.type not in _FAULTS:
                raise AuditImpossible(f"{suite.file_name}, expectation {number}: the canary knows no {rule.type}")
    with tempfile.TemporaryDirectory() as folder:
        found = examine([_suite("good"), _suite("bad")], _tables(Path(folder) / "proof.duckdb"))
    foreseen = [("passed", 0)] * len(_FAULTS) + [("failed", count) for _, count in _FAULTS.values()]
    for finding, (verdict, count) in zip(found, foreseen, strict=True):
        if (finding.verdict, finding.unexpected_count) != (verdict, count):
            raise AuditImpossible(
                f"the audit cannot be trusted: {finding.rule.type} {finding.verdict.replace('_', ' ')} on a table "
                f"on which it should have {verdict} ({finding.observed})"
            )


def _suite(table: str) -> Suite:
    rules = [Rule(kind, kwargs, "critical", "The canary sings.") for kind, (kwargs, _) in _FAULTS.items()]
    return Suite(f"canary.{table}", "Proves the audit itself.", tuple(rules))


def _tables(path: Path) -> Path:
    try:
        with duckdb.connect(str(path)) as database:
            database.execute(
                f"create schema canary; create table canary.good as {_GOOD}; create table canary.bad as {_BAD}"
            )
    except duckdb.Error as error:
        raise AuditImpossible(f"the audit cannot prove itself: {' '.join(str(error).split())}") from None
    return path
