"""Holds suites against the tables of a DuckDB file with Great Expectations.

Importing this module imports Great Expectations: five seconds. One process examines a whole layer.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations
import sqlalchemy
from great_expectations.core import ExpectationSuite, ExpectationValidationResult
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.datasource.fluent.interfaces import Batch, TestConnectionError
from great_expectations.datasource.fluent.sql_datasource import QueryAsset
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

from cryptocity.audit.duckdb_datasource import DuckDBDatasource, UnexpectedRowCount
from cryptocity.audit.suites import QUERY, ROWS, Rule, Suite
from cryptocity.audit.verdict import Finding
from cryptocity.errors import AuditImpossible

_MOST_VALUES = 5
_MOST_CHARACTERS = 300
_POSITION = "position"
_SURROUNDINGS = re.compile(r"^\(_duckdb\.\w+\) |\s(LINE \d+:|\[SQL:).*", re.DOTALL)
_BEFORE_READING = ("Binder Error", "Catalog Error", "Parser Error")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True)
class _Table:
    """A table to examine: its rules, the same as Great Expectations has them, and the batch to hold them against."""

    suite: Suite
    expectations: Sequence[Expectation]
    batch: Batch
    personal: Collection[str]


def examine(
    suites: Sequence[Suite],
    database: Path,
    *,
    personal: Collection[str],
    datasource: type[DuckDBDatasource] = DuckDBDatasource,
) -> tuple[Finding, ...]:
    """Return one finding per expectation, in the order of the suites. The file is only read.

    `personal` names the columns whose values no finding may show.
    Raises AuditImpossible: a rule that makes no sense, a file that does not open, an expectation left without result.
    """
    expectations = [[_expectation(suite, position) for position in range(len(suite.expectations))] for suite in suites]
    with _opened(datasource(name="audited", database=str(database), assets=_assets(suites))) as source:
        return tuple(
            finding
            for number, (suite, expected) in enumerate(zip(suites, expectations, strict=True))
            for finding in _findings(_Table(suite, expected, _batch(number, source), personal))
        )


def _assets(suites: Sequence[Suite]) -> list[QueryAsset]:
    return [
        QueryAsset(name=str(number), query=f"select * from {suite.table} where {suite.where}")
        for number, suite in enumerate(suites)
    ]


def _batch(number: int, source: DuckDBDatasource) -> Batch:
    asset: QueryAsset = source.get_asset(str(number))
    return asset.get_batch(asset.build_batch_request())


def _expectation(suite: Suite, position: int) -> Expectation:
    rule = suite.expectations[position]
    if rule.type == ROWS and "{batch}" not in str(rule.kwargs.get(QUERY)):
        raise AuditImpossible(f"{suite.file_name}, expectation {position + 1}: the query does not read from {{batch}}")
    try:
        if rule.type == ROWS:
            return UnexpectedRowCount(**rule.kwargs, meta={_POSITION: position})
        return ExpectationConfiguration(rule.type, rule.kwargs, meta={_POSITION: position}).to_domain_obj()
    except (GreatExpectationsError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise AuditImpossible(f"{suite.file_name}, expectation {position + 1} ({rule.type}): {reason}") from None


@contextmanager
def _opened(source: DuckDBDatasource) -> Iterator[DuckDBDatasource]:
    configuration = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = great_expectations.get_context(mode="ephemeral", project_config=configuration)
    try:
        context.add_datasource(datasource=source)
        yield source
    except (GreatExpectationsError, TestConnectionError) as error:
        raise AuditImpossible(f"{source.database} cannot be examined: {_short(str(error))}") from None
    finally:
        source.get_execution_engine().close()


def _findings(table: _Table) -> Iterator[Finding]:
    """Yield a finding per rule. Verdicts on columns take one scan together; only failures are looked into further."""
    results = _results(table)
    for position, rule in enumerate(table.suite.expectations):
        trouble = _exception(results[position])
        if trouble is not None:
            yield Finding(table.suite.table, rule, rule.columns, "could_not_check", _short(trouble))
        elif results[position].success:
            yield Finding(table.suite.table, rule, rule.columns, "passed", "nothing unexpected", 0)
        else:
            yield _failure(table, position)


def _results(table: _Table) -> Mapping[int, ExpectationValidationResult]:
    suite = ExpectationSuite(table.suite.table, expectations=list(table.expectations))
    validation = table.batch.validate(suite, result_format="BOOLEAN_ONLY")
    results = {_position(result): result for result in validation.results}
    # Great Expectations may drop expectations that it takes for the same, or that it cannot use, without a word.
    if len(validation.results) != len(table.expectations) or set(results) != set(range(len(table.expectations))):
        raise AuditImpossible(f"{table.suite.table}: {len(results)} results for {len(table.expectations)} expectations")
    return results


def _failure(table: _Table, position: int) -> Finding:
    """Return what failed, with its count and, for values that are nobody's, a sample."""
    rule = table.suite.expectations[position]
    result = _details(table, position)
    if mismatched := result.get("details", {}).get("mismatched"):
        observed = "; ".join(f"{what} columns {', '.join(names)}" for what, names in sorted(mismatched.items()))
        return Finding(table.suite.table, rule, rule.columns, "failed", observed)
    count = result.get("unexpected_count", result.get("observed_value"))
    values = result.get("partial_unexpected_list") or result.get("details", {}).get("unexpected_rows", ())
    rows = (_shown(_named(value, rule), table.personal) for value in values)
    sample = tuple(dict.fromkeys(row for row in rows if row))[:_MOST_VALUES]
    observed = "unexpected values that cannot be counted" if count is None else f"{count} unexpected"
    return Finding(table.suite.table, rule, rule.columns, "failed", observed, count, sample)


def _details(table: _Table, position: int) -> Mapping[str, Any]:
    """Ask again for count and values. In order and on one thread, so that the same data shows the same values."""
    rule = table.suite.expectations[position]
    expectation = _in_order(rule) if rule.type == ROWS else table.expectations[position]
    # "COMPLETE" fetches two hundred rows of a query, but all values of a column.
    result_format = "COMPLETE" if rule.type == ROWS else "BASIC"
    engine = table.batch.datasource.get_execution_engine()
    engine.execute_query(sqlalchemy.text("set threads = 1"))
    result = table.batch.validate(
        expectation, result_format={"result_format": result_format, "partial_unexpected_count": _MOST_VALUES}
    )
    engine.execute_query(sqlalchemy.text("reset threads"))
    return dict(result.result)


def _in_order(rule: Rule) -> Expectation:
    return UnexpectedRowsExpectation(
        **{**rule.kwargs, QUERY: f"select * from ({rule.kwargs[QUERY]}) as unexpected order by all"}
    )


def _named(value: object, rule: Rule) -> Mapping[str, object]:
    """Return an unexpected value by column: a row is a mapping already, a pair is a tuple, all else is one value."""
    if isinstance(value, Mapping):
        return value
    return dict(zip(rule.columns, value if isinstance(value, tuple | list) else (value,), strict=True))


def _shown(row: Mapping[str, object], personal: Collection[str]) -> str:
    return _short(", ".join(f"{name}={value}" for name, value in row.items() if name not in personal))


def _position(result: ExpectationValidationResult) -> int:
    return int(result.expectation_config.meta[_POSITION]) if result.expectation_config else -1


def _exception(result: ExpectationValidationResult) -> str | None:
    """Return what went wrong inside Great Expectations, which calls that a failure as well."""
    info = result.exception_info or {}
    for entry in [info] if "raised_exception" in info else info.values():
        if entry["raised_exception"]:
            message = _SURROUNDINGS.sub("", str(entry["exception_message"]))
            # Once it reads rows, DuckDB quotes their values; before, only names.
            return message if message.startswith(_BEFORE_READING) else _QUOTED.sub("'…'", message)
    return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARACTERS else line[:_MOST_CHARACTERS] + "…"
