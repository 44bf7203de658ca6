"""The process that runs dbt on Spark: `python -m cryptocity.spark_build PLAN`, then dbt's own words.

Spark and dbt share it, so that dbt sees the session's views. Where dbt has succeeded, every mart is copied into a
DuckDB file under its contract: names, types, constraints and comments are those of a build on DuckDB. Results are left
in dbt's target folder, with what failed tests found in `findings.json`.
"""

import os
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from dbt.adapters.duckdb.impl import DuckDBAdapter
from dbt.adapters.spark.connections import SparkCredentials
from dbt.cli.main import dbtRunner
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from cryptocity.spark import LandedView, Plan

_CONF = {
    "spark.app.name": "cryptocity build",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.ui.showConsoleProgress": "false",
}
# One machine has no use for what a cluster needs: many parts of a shuffle, a page to watch it.
_LOCAL_CONF = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
_TOLD = frozenset({"fail", "warn"})

Json = Mapping[str, Any]


def main(plan_file: str, arguments: list[str]) -> int:
    """Follow the plan; return 0 where every model and test has held, else 1."""
    plan = msgspec.json.decode(Path(plan_file).read_bytes(), type=Plan)
    spark = _session(plan)
    for view in plan.views:
        _lay_view(spark, view)
    _keep_ansi()
    is_built = dbtRunner().invoke(arguments).success
    target = Path(plan.target)
    if (target / "run_results.json").exists():
        findings = dict(_findings(spark, target / "run_results.json"))
        (target / "findings.json").write_bytes(msgspec.json.encode(findings))
    if is_built:
        _copy_marts(spark, target / "manifest.json", plan.database)
    _stop(spark)
    return 0 if is_built else 1


def _session(plan: Plan) -> SparkSession:
    conf = _CONF | (_LOCAL_CONF if plan.master.startswith("local") else {})
    builder = SparkSession.builder.master(plan.master).config("spark.driver.memory", plan.memory)
    for name, value in (conf | {"spark.sql.warehouse.dir": plan.tables}).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _lay_view(spark: SparkSession, view: LandedView) -> None:
    """Lay a view over exactly these files."""
    if view.files:
        schema = ", ".join(f"{name} {dtype}" for name, dtype in view.columns)
        rows = spark.read.schema(schema).option("basePath", view.base).parquet(*view.files)
    else:
        nulls = ", ".join(f"cast(null as {dtype}) as {name}" for name, dtype in view.columns)
        rows = spark.sql(f"select {nulls} where false")
    rows.createGlobalTempView(view.name)


def _keep_ansi() -> None:
    """Let an overflow or a malformed number stop the build, as on DuckDB: dbt-spark would make it null or wrap it."""
    settle = SparkCredentials.__post_init__

    def settle_with_ansi(credentials: SparkCredentials) -> None:
        settle(credentials)
        credentials.server_side_parameters["spark.sql.ansi.enabled"] = "true"

    setattr(SparkCredentials, "__post_init__", settle_with_ansi)  # noqa: B010  a method of theirs


def _findings(spark: SparkSession, results: Path) -> Iterator[tuple[str, str]]:
    """Yield the first sentence that each failed test of ours says in its column `finding`, by the test's id."""
    ran = msgspec.json.decode(results.read_bytes())["results"]
    for result in ran:
        if result["status"] in _TOLD and result["compiled_code"]:
            try:
                first = spark.sql(f"select finding from ({result['compiled_code']}) limit 1").first()
            except PySparkException:
                continue  # one of dbt's own tests, which say nothing
            if first:
                yield result["unique_id"], first["finding"]


def _copy_marts(spark: SparkSession, manifest: Path, database: str) -> None:
    nodes = msgspec.json.decode(manifest.read_bytes())["nodes"].values()
    with duckdb.connect(database) as connection:
        for mart in nodes:
            if mart["resource_type"] == "model" and mart["contract"]["enforced"]:
                _copy_mart(spark, mart, connection)
        connection.execute("checkpoint")


def _copy_mart(spark: SparkSession, mart: Json, connection: duckdb.DuckDBPyConnection) -> None:
    name = f"{mart['schema']}.{mart['alias']}"
    columns = DuckDBAdapter.render_raw_columns_constraints(mart["columns"])
    constraints = DuckDBAdapter.render_raw_model_constraints(mart["constraints"])
    rows = spark.table(name).toArrow()
    connection.execute(f"create schema if not exists {mart['schema']}")
    connection.execute(f"create table {name} ({', '.join((*columns, *constraints))})")
    connection.register("rows", rows)
    connection.execute(f"insert into {name} by name from rows")
    connection.unregister("rows")
    connection.execute(f"comment on table {name} is {_quoted(mart['description'])}")
    for column in mart["columns"].values():
        connection.execute(f"comment on column {name}.{column['name']} is {_quoted(column['description'])}")


def _stop(spark: SparkSession) -> None:
    """Drop what was built on the way, stop Spark and wait until its Java is gone: until then it may still write."""
    for schema in spark.catalog.listDatabases():
        if schema.name != "default":
            spark.sql(f"drop schema {schema.name} cascade")
    java = spark.sparkContext._gateway.proc
    spark.stop()
    java.stdin.close()
    java.wait()


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _end_with_parent() -> None:
    """End this process when the one that started it does: the standard input is a pipe that nobody writes to."""
    threading.Thread(target=lambda: os.read(0, 1) or os._exit(1), daemon=True).start()


if __name__ == "__main__":
    _end_with_parent()
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
