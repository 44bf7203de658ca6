"""DuckDB for Great Expectations, which knows no such data source.

Importing this module imports Great Expectations: five seconds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Literal

import sqlalchemy
from great_expectations.core import ExpectationValidationResult
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine.execution_engine import ExecutionEngine
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Keeps one connection open, as Great Expectations itself does for SQLite.

    Otherwise it reads a result after closing the connection, which for DuckDB takes the rows away.
    """

    @contextmanager
    def get_connection(self) -> Iterator[sqlalchemy.Connection]:
        """Yield the one connection; a failed query leaves it usable for the next."""
        if self._connection is None:
            self._connection = self.engine.connect()
            self._connection.exec_driver_sql("set TimeZone = 'UTC'")
        try:
            yield self._connection
        except sqlalchemy.exc.SQLAlchemyError:
            self._connection.rollback()
            raise

    def close(self) -> None:
        """Close the connection, so that others may open the file."""
        if self._connection is not None:
            self._connection.close()
        super().close()


class DuckDBDatasource(SQLDatasource):
    """One DuckDB file, opened read-only. Tables are query assets: the SQLAlchemy dialect cannot describe tables."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]  # Great Expectations' own subclasses do the same
    connection_string: str = "duckdb://"
    database: str

    def get_execution_engine(self) -> SqlAlchemyExecutionEngine:
        """Return the engine. Without temporary tables, as they would copy every audited table."""
        if self._execution_engine is None:
            self._execution_engine = DuckDBExecutionEngine(engine=self.get_engine(), create_temp_table=False)
        return self._execution_engine

    def _create_engine(self) -> sqlalchemy.Engine:
        # Built from the bare path, as a connection string would take `?`, `#` and `$` in it for something else.
        url = sqlalchemy.URL.create("duckdb", database=self.database)
        return sqlalchemy.create_engine(url, connect_args={"read_only": True})


class UnexpectedRowCount(UnexpectedRowsExpectation):
    """Counts unexpected rows without fetching any: the original runs its query twice, though mostly there are none."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, object],
        runtime_configuration: dict[str, object] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> ExpectationValidationResult | dict[str, object]:
        counted = {"unexpected_rows_query.table": [], **metrics}
        return super()._validate(counted, runtime_configuration, execution_engine)
