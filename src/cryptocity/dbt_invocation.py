"""One `dbt build` over one DuckDB file, and what became of every seed, model and test.

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

import duckdb
import msgspec

from cryptocity import project
from cryptocity.errors import BuildFailed
from cryptocity.settings import child_environment

Progress = Callable[[str, int, int], None]

# The standard input is a pipe that nobody writes to: it ends when the process at its other end does.
_DBT = """
import os, threading
threading.Thread(target=lambda: os.read(0, 1) or os._exit(1), daemon=True).start()
from dbt.cli.main import cli
cli()
"""
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


def dbt_build(database: Path, work: Path, *, limits: Limits, progress: Progress) -> tuple[NodeOutcome, ...]:
    """Build everything but the unit tests in a DuckDB file. dbt's own files go to `work`.

    Raises BuildFailed naming the first models and tests that failed, or what stopped dbt.
    """
    results = work / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    exit_code, printed = _run(_command(work), _environment(database, work, limits), progress)
    outcomes = _outcomes(results, database) if results.exists() else ()
    if failed := [outcome for outcome in outcomes if outcome.status in _FAILED]:
        raise BuildFailed(_summary(failed, len(outcomes)))
    if exit_code or not outcomes:
        telling = list(dict.fromkeys(line for line in printed if "Error" in line)) or printed
        raise BuildFailed(f"dbt stopped: {_one_line(' '.join(telling[-_SHOWN:]))}")
    return outcomes


def _command(work: Path) -> Sequence[str]:
    source = str(project.folder("dbt_project"))
    return (
        *(sys.executable, "-c", _DBT),
        *("build", "--target", "duckdb", "--exclude-resource-type", "unit_test"),
        *("--project-dir", source, "--profiles-dir", source),
        *("--target-path", str(work / "target"), "--log-path", str(work / "logs")),
    )


def _environment(database: Path, work: Path, limits: Limits) -> Mapping[str, str]:
    return child_environment(
        CRYPTOCITY_WAREHOUSE=str(database),
        CRYPTOCITY_WAREHOUSE_MEMORY=limits.memory,
        CRYPTOCITY_WAREHOUSE_THREADS=str(limits.threads),
        CRYPTOCITY_WAREHOUSE_SPILL=str(work / "spill"),
    )


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


def _outcomes(results: Path, database: Path) -> tuple[NodeOutcome, ...]:
    """Return what became of each node. Raises BuildFailed where the file does not hold all that dbt built."""
    ran = msgspec.json.decode(results.read_bytes())["results"]
    try:
        with duckdb.connect(database) as connection:
            connection.execute("checkpoint")  # closing would do it as well, but not tell where it cannot
            rows = dict(connection.execute("select table_name, estimated_size from duckdb_tables()").fetchall())
            return tuple(_outcome(result, rows, connection) for result in ran)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise BuildFailed(f"dbt could not write all of {database.name}, as on a full disk: {reason}") from None


def _outcome(
    result: Mapping[str, object], rows: Mapping[str, int], connection: duckdb.DuckDBPyConnection
) -> NodeOutcome:
    kind, _, name = str(result["unique_id"]).split(".")[:3]
    status = str(result["status"])
    message = "" if status in _WELL else _finding(result, connection) or f"{name}: {_one_line(str(result['message']))}"
    return NodeOutcome(name, kind, status, float(str(result["execution_time"])), rows.get(name), message)


def _finding(result: Mapping[str, object], connection: duckdb.DuckDBPyConnection) -> str:
    """Return the first sentence that a test of ours says in its column `finding`, and how many more it has.

    dbt's own tests have none.
    """
    code = result["compiled_code"]
    if result["status"] not in {"fail", "warn"} or not code:
        return ""
    try:
        first = connection.execute(f"select finding from ({code}) limit 1").fetchone()
    except duckdb.BinderException:
        return ""
    others = int(str(result["failures"] or 1)) - 1
    return (str(first[0]) + (f"; and {others} more" if others else "")) if first else ""


def _summary(failed: Sequence[NodeOutcome], of: int) -> str:
    named = "; ".join(outcome.message for outcome in failed[:_SHOWN])
    more = f"; and {len(failed) - _SHOWN} more" if len(failed) > _SHOWN else ""
    return f"{len(failed)} of {of} models and tests failed: {named}{more}"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_MESSAGE]
