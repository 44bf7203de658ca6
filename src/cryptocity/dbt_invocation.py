"""One `dbt build` that fills one DuckDB file, and what became of every seed, model and test.

dbt runs in a process of its own: it gives its memory and its hold on the file back, and none of its global state stays.
It ends with the process that started it, even a killed one: else it would hold the file against the next build.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb
import msgspec

from cryptocity import atomic, project
from cryptocity.errors import BuildFailed
from cryptocity.settings import child_environment
from cryptocity.spark import LandedView, Plan, Spark

Progress = Callable[[str, int, int], None]
Result = Mapping[str, object]
Finding = Callable[[Result, duckdb.DuckDBPyConnection], str]

# The standard input is a pipe that nobody writes to: it ends when the process at its other end does.
_DBT = """
import os, threading
threading.Thread(target=lambda: os.read(0, 1) or os._exit(1), daemon=True).start()
from dbt.cli.main import cli
cli()
"""
_START = (sys.executable, "-c", _DBT)
_FINISHED = re.compile(r" (\d+) of (\d+) (?!START)")
_WELL = frozenset({"success", "pass"})
_FAILED = frozenset({"error", "fail"})
_SHOWN = 5
_LONGEST_MESSAGE = 300


@dataclass(frozen=True)
class Limits:
    """What a build may take of the machine: threads, and memory before DuckDB spills to disk."""

    threads: int = os.cpu_count() or 1
    memory: str = "6GB"


class NodeOutcome(msgspec.Struct, frozen=True):
    """What became of one seed, model or test. `rows` is known of tables; `message` is empty where all is well."""

    name: str
    kind: str
    status: str
    seconds: float
    rows: int | None
    message: str


def dbt_build(
    database: Path, work: Path, *, changed_days: Sequence[str] | None = None, progress: Progress
) -> tuple[NodeOutcome, ...]:
    """Build everything but the unit tests in a DuckDB file. dbt's own files go to `work`.

    Where days are named the file was built before, and tables that are built day by day keep what no named day touches.

    Raises BuildFailed naming the first models and tests that failed, or what stopped dbt.
    """
    results, limits = _results_in(work), Limits()
    environment = child_environment(
        CRYPTOCITY_WAREHOUSE=str(database),
        CRYPTOCITY_WAREHOUSE_CHANGED_DAYS="all" if changed_days is None else ",".join(changed_days),
        CRYPTOCITY_WAREHOUSE_MEMORY=limits.memory,
        CRYPTOCITY_WAREHOUSE_THREADS=str(limits.threads),
        CRYPTOCITY_WAREHOUSE_SPILL=str(work / "spill"),
    )
    exit_code, printed = _run((*_START, *_words("duckdb", work)), environment, progress)
    return _all_well(_outcomes(results, database, _finding), exit_code, printed)


def dbt_build_on_spark(
    views: Sequence[LandedView], database: Path, work: Path, *, spark: Spark, progress: Progress
) -> tuple[NodeOutcome, ...]:
    """Build everything but the unit tests on Spark, from these views, and copy the marts into a DuckDB file.

    Raises BuildFailed as `dbt_build` does.
    """
    results, plan, tables = _results_in(work), work / "plan.json", work / "spark"
    findings = results.with_name("findings.json")
    findings.unlink(missing_ok=True)
    atomic.discard(tables)
    shared = f"{spark.tables.rstrip('/')}/{uuid4().hex}" if spark.tables else str(tables)
    places = (shared, str(results.parent), str(database))
    atomic.write_file(plan, msgspec.json.encode(Plan(spark.master, spark.memory, tuple(views), *places)))
    command = (sys.executable, "-m", "cryptocity.spark_build", str(plan), *_words("spark", work))
    try:
        exit_code, printed = _run(command, child_environment(), progress)
    finally:
        atomic.discard(tables)
    told = msgspec.json.decode(findings.read_bytes()) if findings.exists() else {}
    outcomes = _outcomes(results, database, lambda result, _: told.get(result["unique_id"], ""))
    return _all_well(outcomes, exit_code, printed)


def _results_in(work: Path) -> Path:
    results = work / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    return results


def _words(target: str, work: Path) -> Sequence[str]:
    source = str(project.folder("dbt_project"))
    return (
        *("build", "--target", target, "--exclude-resource-type", "unit_test"),
        *("--project-dir", source, "--profiles-dir", source),
        *("--target-path", str(work / "target"), "--log-path", str(work / "logs"), "--log-level-file", "warn"),
    )


def _all_well(outcomes: tuple[NodeOutcome, ...], exit_code: int, printed: Sequence[str]) -> tuple[NodeOutcome, ...]:
    """Return the outcomes. Raises BuildFailed where one is not well, or dbt stopped before there were any."""
    if failed := [outcome for outcome in outcomes if outcome.status in _FAILED]:
        raise BuildFailed(_summary(failed, len(outcomes)))
    if exit_code or not outcomes:
        telling = list(dict.fromkeys(line for line in printed if "Error" in line)) or printed
        raise BuildFailed(f"dbt stopped: {_one_line(' '.join(telling[-_SHOWN:]))}")
    return outcomes


def _run(command: Sequence[str], environment: Mapping[str, str], progress: Progress) -> tuple[int, list[str]]:
    """Run a command; return its exit code and the lines it printed. Whatever interrupts us ends the command too."""
    printed = []
    with subprocess.Popen(  # noqa: S603  our own words
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            for line in process.stdout or ():
                printed.append(line)
                if finished := _FINISHED.search(line):
                    progress("models and tests", int(finished[1]), int(finished[2]))
            return process.wait(), printed
        finally:
            process.kill()


def _outcomes(results: Path, database: Path, finding: Finding) -> tuple[NodeOutcome, ...]:
    """Return what became of each node. Raises BuildFailed where the file does not hold all that dbt built."""
    if not results.exists():
        return ()
    ran = msgspec.json.decode(results.read_bytes())["results"]
    try:
        with duckdb.connect(database) as connection:
            connection.execute("checkpoint")  # closing would do it as well, but not tell where it cannot
            rows = _rows_by_table(connection)
            return tuple(_outcome(result, rows, finding(result, connection)) for result in ran)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise BuildFailed(f"dbt could not write all of {database.name}, as on a full disk: {reason}") from None


def _rows_by_table(connection: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    counted = ((name, connection.execute(f'select count(*) from "{schema}"."{name}"')) for schema, name in tables)
    return {name: count for name, counts in counted for (count,) in counts.fetchall()}


def _outcome(result: Result, rows: Mapping[str, int], finding: str) -> NodeOutcome:
    kind, _, name = str(result["unique_id"]).split(".")[:3]
    status = str(result["status"])
    others = int(str(result["failures"] or 1)) - 1
    found = finding + (f"; and {others} more" if finding and others else "")
    message = "" if status in _WELL else found or f"{name}: {_one_line(str(result['message']))}"
    return NodeOutcome(name, kind, status, float(str(result["execution_time"])), rows.get(name), message)


def _finding(result: Result, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the first sentence that a test of ours says in its column `finding`; dbt's own tests have none."""
    code = result["compiled_code"]
    if result["status"] not in {"fail", "warn"} or not code:
        return ""
    try:
        first = connection.execute(f"select finding from ({code}) limit 1").fetchone()
    except duckdb.BinderException:
        return ""
    return str(first[0]) if first else ""


def _summary(failed: Sequence[NodeOutcome], of: int) -> str:
    named = "; ".join(outcome.message for outcome in failed[:_SHOWN])
    more = f"; and {len(failed) - _SHOWN} more" if len(failed) > _SHOWN else ""
    return f"{len(failed)} of {of} models and tests failed: {named}{more}"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_MESSAGE]
