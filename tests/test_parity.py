"""Two engines, one truth: a sandbox month built on DuckDB and on Spark gives the same marts, row for row.

Skips where the extra `spark` or Java is missing.
"""

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from cryptocity import project, warehouse
from cryptocity.audit import quality
from cryptocity.audit.verdict import require_passed
from cryptocity.errors import BuildFailed
from cryptocity.release.publish import publish
from cryptocity.sandbox.city import City
from cryptocity.sandbox.generate import generate_day
from cryptocity.sandbox.world import World
from cryptocity.spark import Spark, require_spark
from cryptocity.warehouse import candidate_path
from cryptocity.window import days_between
from loopback import PSEUDONYMS
from released import lake_in, marts_in

FIRST = date(2026, 10, 1)
MONTH = tuple(days_between(FIRST, FIRST + timedelta(days=29)))
# A month of a small city is many small statements: compiling them well takes longer than running them.
QUICK_TO_START = {
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "1",
}


def spark_is_missing():
    try:
        require_spark()
    except BuildFailed as error:
        return str(error)
    return ""


MISSING = spark_is_missing()
needs_spark = pytest.mark.skipif(bool(MISSING), reason=MISSING)


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """The home of a month built on DuckDB, and a copy of it built on Spark."""
    root = tmp_path_factory.mktemp("parity")
    world = World(City(seed=997, residents=500), FIRST)
    for day in MONTH:
        generate_day(world, day, lake_in(root / "duckdb"), pseudonyms=PSEUDONYMS)
    shutil.copytree(root / "duckdb", root / "spark")
    warehouse.build(lake_in(root / "duckdb"), root / "duckdb")
    (root / "conf").mkdir()
    options = [f"{name} {value}" for name, value in QUICK_TO_START.items() if name.startswith("spark.")]
    (root / "conf" / "spark-defaults.conf").write_text("\n".join(options))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("JAVA_TOOL_OPTIONS", QUICK_TO_START["JAVA_TOOL_OPTIONS"])
        patched.setenv("SPARK_CONF_DIR", str(root / "conf"))
        warehouse.build_on_spark(lake_in(root / "spark"), root / "spark", spark=Spark("local[2]", memory="2g"))
    return root / "duckdb", root / "spark"


def described(database):
    """Return what a candidate's catalogue says of its marts: columns, types, comments and constraints."""
    kept = f"schema_name in {project.areas()}"
    of_columns = "schema_name, table_name, column_name, column_index, data_type, is_nullable, comment"
    of_constraints = "schema_name, table_name, constraint_type, expression, constraint_column_names"
    with duckdb.connect(database, read_only=True) as connection:
        return [
            connection.execute(f"select {columns} from {catalogue} where {kept} order by all").fetchall()
            for catalogue, columns in (
                ("duckdb_tables()", "schema_name, table_name, comment"),
                ("duckdb_columns()", of_columns),
                ("duckdb_constraints()", of_constraints),
            )
        ]


def differing(one, other):
    """Return the marts of which two candidates do not have the same rows, columns and types."""
    ones, others = marts_in(candidate_path(one)), marts_in(candidate_path(other))
    both = sorted({*ones, *others})
    return [mart for mart in both if mart not in ones or mart not in others or not ones[mart].equals(others[mart])]


@needs_spark
def test_both_engines_make_the_same_marts_row_for_row(homes):
    on_duckdb, on_spark = homes
    assert differing(on_duckdb, on_spark) == []
    marts = marts_in(candidate_path(on_spark))
    filled = [mart for mart, rows in marts.items() if rows.height]
    assert len(filled) > 0.8 * len(marts)


@needs_spark
def test_both_engines_describe_the_marts_alike(homes):
    on_duckdb, on_spark = homes
    assert described(candidate_path(on_spark)) == described(candidate_path(on_duckdb))


@needs_spark
@pytest.mark.parametrize(
    "change",
    [
        "update tax.vat_due_monthly set vat_stated_kzt = vat_stated_kzt + 0.01 where rowid = 0",
        "insert into capital_flow.token_transfers_daily from capital_flow.token_transfers_daily limit 1",
        "delete from adoption.adoption_daily where rowid = 0",
        "drop table adoption.merchant_acceptance_monthly",
    ],
)
def test_a_tiyn_or_a_row_more_or_less_is_a_difference(homes, tmp_path, change):
    on_duckdb, on_spark = homes
    changed = candidate_path(tmp_path)
    changed.parent.mkdir()
    with duckdb.connect(changed) as connection:
        connection.execute(f"attach '{candidate_path(on_spark)}' as built (read_only)")
        for mart in marts_in(candidate_path(on_spark)):
            connection.execute(f"create schema if not exists {mart.partition('.')[0]}")
            connection.execute(f"create table {mart} as from built.{mart}")
        connection.execute(change)
    [found] = differing(on_duckdb, tmp_path)
    assert found in change


@needs_spark
def test_the_tests_see_on_spark_what_they_see_on_duckdb(homes):
    def told(home):
        nodes = warehouse.read_outcome(home).nodes
        return {(node.name, node.kind, node.status, node.message if node.status == "warn" else "") for node in nodes}

    on_duckdb, on_spark = homes
    assert told(on_spark) == told(on_duckdb)


@needs_spark
def test_what_spark_has_built_is_audited_and_released_and_says_so(homes):
    on_duckdb, on_spark = homes
    assert [warehouse.read_outcome(home).engine for home in homes] == ["duckdb", "spark"]
    assert warehouse.read_outcome(on_spark).id == warehouse.read_outcome(on_duckdb).id
    quality.audit_raw(lake_in(on_spark), on_spark)
    require_passed(quality.audit_marts(on_spark).result)
    assert publish(on_spark).engine == "spark"


@needs_spark
def test_nothing_of_spark_is_left_when_it_has_built(homes):
    _, on_spark = homes
    assert not (on_spark / "warehouse" / "dbt" / "spark").exists()
    assert not [path for path in Path.cwd().iterdir() if path.name in {"metastore_db", "derby.log", "spark-warehouse"}]


def test_without_the_extra_one_line_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert spark_is_missing() == "Apache Spark is not installed: run `uv sync --extra spark`"


@pytest.mark.skipif("sync" in MISSING, reason=MISSING)
def test_without_java_one_line_names_it(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert spark_is_missing() == "Apache Spark needs Java 17 or newer: install it, or name its folder in JAVA_HOME"
