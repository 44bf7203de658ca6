"""The audit gate: expectations/<layer>/*.yml held against a DuckDB file before anything is built on it or published.

A layer passed, failed, or could not be checked; the last is never taken for the first.
"""

import logging
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import duckdb

from cryptocity import atomic
from cryptocity.audit.canary import require_alive
from cryptocity.audit.changes import Changes, examine_changes
from cryptocity.audit.suites import Suite, read_suites
from cryptocity.audit.verdict import AuditResult, overall, require_passed
from cryptocity.errors import AuditImpossible
from cryptocity.sources import DATASETS

__all__ = ["AuditResult", "audit", "require_passed", "write_quality"]

Layer = Literal["raw", "marts"]

PERSONAL = frozenset(column.name for dataset in DATASETS for column in dataset.columns if column.personal)


def audit(
    layer: Layer, database: Path, *, expectations: Path, areas: Sequence[str] = (), changes: Changes | None = None
) -> AuditResult:
    """Hold every suite of a layer against the tables (schema.table) of a DuckDB file, which is only read.

    `expectations` is the folder of all layers' suites; `areas` are schemas that may hold no table without one. With
    `changes` since an audit before, what held then is not asked again of rows that are as they were: same result.
    Raises AuditImpossible: suites that make no sense, a file that does not open, tables of which no suite speaks, or a
    canary that does not sing. What only concerns some rules is in the result: see `require_passed`.
    """
    suites = read_suites(expectations / layer)
    rows = _rows(database, suites, areas)
    _quieten_great_expectations()
    from cryptocity.audit.examination import examine  # noqa: PLC0415  five seconds that nobody else should wait for

    require_alive(partial(examine, personal=()), suites)
    examine_ours = partial(examine, personal=PERSONAL)
    if changes is None:
        findings = examine_ours(suites, database)
    else:
        findings = examine_changes(suites, database, changes, examine=examine_ours)
    return AuditResult(layer, overall(findings), rows, findings)


def write_quality(results: Sequence[AuditResult], folder: Path) -> None:
    """Write each layer's result as JSON and Data Docs of them all into a folder: same results, same bytes."""
    for result in results:
        atomic.write_file(folder / f"{result.layer}.json", result.to_json())
    _quieten_great_expectations()
    from cryptocity.audit.data_docs import write_data_docs  # noqa: PLC0415  five seconds that nobody else should wait for

    write_data_docs(results, folder / "data_docs")


def _quieten_great_expectations() -> None:
    """Silence its logger, which tells over a hundred things while it is imported, and every failed query at length.

    Where Spark is installed it imports that too, and that has a word to say on pandas, which nothing here gives it.
    """
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", category=FutureWarning, module=r"pyspark\.")


def _rows(database: Path, suites: Sequence[Suite], areas: Sequence[str]) -> dict[str, int]:
    """Return how many rows each table holds. Raises AuditImpossible for a table that nobody made a statement about."""
    schemas = {*areas, *(suite.schema for suite in suites)}
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            named = connection.execute("select table_schema, table_name from information_schema.tables").fetchall()
            tables = sorted(f"{schema}.{name}" for schema, name in named if schema in schemas)
            rows = {table: connection.sql(f"select count(*) from {table}").fetchall()[0][0] for table in tables}
    except duckdb.Error as error:
        raise AuditImpossible(f"{database} cannot be read: {' '.join(str(error).split())}") from None
    if strange := sorted(set(rows) - {suite.table for suite in suites}):
        raise AuditImpossible(f"{strange[0]} would be published although no expectation speaks of it")
    return rows
