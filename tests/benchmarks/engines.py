"""The same marts built by both engines on this machine: `python -m benchmarks.engines --days 30 --residents 52000`.

`--home DIR` keeps the simulated days, and takes them from there next time. Needs the extra `spark` and Java.
"""

import argparse
import json
import os
from pathlib import Path

from benchmarks.measure import Run, kept, megabytes, module
from cryptocity.console import say, show_table
from cryptocity.warehouse import candidate_path

COLUMNS = ("engine", "seconds", "models", "tests", "CPU seconds", "peak MB")
NOTES = (
    "both are the command as in production: manifests, a new candidate with seeds, models and data tests, in place of"
    " the one before; Spark with its defaults here, `local[*]` and 4 GB, which includes its start.",
    "models, tests: seconds that dbt says they took, one after the other; on Spark four run beside each other.",
    "peak is that of the largest single process.",
)


def main() -> None:
    """Generate the days where they are not there yet, build once with each engine, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    home = asked.home or kept(f"city-of-{asked.residents}-for-{asked.days}-days")
    module("benchmarks.city_year", home, asked.days, asked.residents)
    rows = [row(engine, home) for engine in ("duckdb", "spark")]
    show_table(COLUMNS, rows, f"{asked.days} days of {asked.residents:,} residents; {os.cpu_count()} processors")
    for note in NOTES:
        say(note)


def row(engine: str, home: Path) -> tuple[str, ...]:
    """Build with an engine; return its row of the table."""
    run: Run = module("cryptocity", "build", "--target", engine, CRYPTOCITY_HOME=str(home))
    nodes = json.loads(candidate_path(home).with_suffix(".json").read_text())["nodes"]
    took = (sum(node["seconds"] for node in nodes if node["kind"] == kind) for kind in ("model", "test"))
    measured = (run.seconds, *took, run.cpu_seconds)
    return engine, *(f"{seconds:,.1f}" for seconds in measured), megabytes(run.peak_bytes)


if __name__ == "__main__":
    main()
