"""A small layer to audit: one table of receipts, two critical rules and a warning, all of which hold."""

from pathlib import Path

import duckdb

from cryptocity.audit import AuditResult

SUITE = """\
table: merchants.receipts
description: One row per fiscal receipt.
expectations:
  - type: expect_column_values_to_be_in_set
    kwargs: {column: operation, value_set: [sale, sale_return]}
    severity: critical
    because: A receipt is a sale or a return.
  - type: unexpected_rows_expectation
    kwargs:
      unexpected_rows_query: |
        select check_number, customer_key
        from {batch}
        where not regexp_full_match(customer_key, 'p-[0-9a-f]{{32}}')
    severity: critical
    because: No buyer is named.
  - type: expect_column_values_to_be_unique
    kwargs: {column: customer_key}
    severity: warning
    because: Most buyers buy once.
"""


def write_expectations(folder: Path) -> Path:
    """Write the suite of the layer `raw` below a folder of expectations, and return that."""
    (folder / "expectations" / "raw").mkdir(parents=True)
    (folder / "expectations" / "raw" / "merchants__receipts.yml").write_text(SUITE)
    return folder / "expectations"


def write_database(folder: Path) -> Path:
    """Write twenty receipts of twenty buyers."""
    path = folder / "raw.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("""
            create schema merchants;
            create table merchants.receipts as
            select i::varchar as check_number, 'sale' as operation, 'p-' || md5(i::varchar) as customer_key
            from range(20) as numbers(i)
        """)
    return path


def change(database: Path, statement: str) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)


def verdicts(result: AuditResult) -> list[str]:
    return [finding.verdict for finding in result.findings]
