"""A full build of a simulated city year beside the same numbers asked of DuckDB by hand, and the raw audit.

`--days 365 --residents 52000` are 36 million receipts; `--home DIR` keeps them, and takes them from there next time.
"""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from benchmarks.measure import Run, kept, medians, megabytes, module
from cryptocity.console import say, show_table
from cryptocity.warehouse import definitions_path

COLUMNS = ("what", "seconds", "times bare", "fastest–slowest", "CPU seconds", "peak MB")
SLOWEST = 12
NOTES = (
    "bare DuckDB: one process runs bare.sql, one statement a mart, over the lake's Parquet and temporary tables such as"
    " an analyst keeps; the results are tables in a new DuckDB file. No tests, no contracts.",
    "cryptocity build --full-refresh: the command as in production: reads all manifests, makes a new candidate with dbt"
    " (seeds, models, tests on data) and puts it in place of the one before.",
    "models and tests: what dbt says they took; the rest are process starts, manifests, parsing and putting in place.",
    "cryptocity audit: all expectations on the layer with Great Expectations.",
    "medians of several runs, in turn; both on all processors; peak is that of the largest single process.",
)


def main() -> None:
    """Generate the days where they are not there yet, measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--models", action="store_true", help="print every model's seconds and rows")
    asked = parser.parse_args()
    home = asked.home or kept(f"city-of-{asked.residents}-for-{asked.days}-days")
    say(f"{home}: generated where it is not there yet")
    module("benchmarks.city_year", home, asked.days, asked.residents)
    bare, build = medians(
        asked.runs,
        lambda: module("benchmarks.bare", "ask", home / "lake", home / "bare.duckdb"),
        lambda: build_candidate(home),
    )
    audits = {layer: audited(layer, home) for layer in ("raw", "marts")}
    outcome = json.loads(build.printed)
    asked_by_hand = behind(bare_marts(home / "bare.duckdb"), definitions_path(home))
    show_table(COLUMNS, rows(bare, build, audits, (outcome, asked_by_hand)), title(outcome, asked.days))
    if asked.models:
        show_table(("model", "seconds", "rows"), models(outcome))
    for note in (*NOTES, agreement(home)):
        say(note)


def audited(layer: str, home: Path) -> Run:
    """Audit a layer as in production."""
    return module("cryptocity", "audit", layer, CRYPTOCITY_HOME=str(home))


def build_candidate(home: Path) -> Run:
    """Build as in production; `printed` is what became of every model and test."""
    run = module("cryptocity", "build", "--full-refresh", CRYPTOCITY_HOME=str(home))
    return replace(run, printed=(home / "warehouse" / "candidate.json").read_text())


def agreement(home: Path) -> str:
    """Say how far the numbers of both sides agree."""
    printed = module(
        "benchmarks.bare", "compare", home / "bare.duckdb", home / "warehouse" / "candidate.duckdb"
    ).printed
    found = json.loads(printed)
    return (
        f"of {found['rows']:,} rows asked by hand {found['differing']:,} differ from the marts' in a cent or tiyn:"
        " bare.sql divides in doubles, the marts divide whole numbers."
    )


def title(outcome: Mapping, days: int) -> str:
    """Say what was built of what."""
    landed = {
        name: sum(part["rows_landed"] for part in outcome["inputs"] if part["dataset"] == f"merchants.{name}")
        for name in ("receipts", "receipt_lines")
    }
    return (
        f"{days} days: {landed['receipts']:,} receipts, {landed['receipt_lines']:,} lines; {os.cpu_count()} processors"
    )


def bare_marts(database: Path) -> set[str]:
    """Return the marts that bare.sql makes."""
    with duckdb.connect(database, read_only=True) as connection:
        found = connection.execute("select table_name from duckdb_tables()").fetchall()
    return {name for (name,) in found}


def behind(marts: set[str], definitions: Path) -> set[str]:
    """Return the names of these marts and of all models that they rest on, as dbt knows them."""
    nodes = json.loads(definitions.read_text())["nodes"]
    waiting = [key for key, node in nodes.items() if node["resource_type"] == "model" and node["name"] in marts]
    found = set()
    while waiting:
        key = waiting.pop()
        if key in nodes and key not in found:
            found.add(key)
            waiting += nodes[key]["depends_on"].get("nodes", [])
    return {nodes[key]["name"] for key in found if nodes[key]["resource_type"] == "model"}


def models(outcome: Mapping) -> list[tuple[str, str, str]]:
    """Return every model's seconds and rows, the slowest first."""
    found = sorted((node for node in outcome["nodes"] if node["kind"] == "model"), key=lambda node: -node["seconds"])
    return [
        (node["name"], f"{node['seconds']:.2f}", "" if node["rows"] is None else f"{node['rows']:,}") for node in found
    ]


def rows(
    bare: Run, build: Run, audits: Mapping[str, Run], built: tuple[Mapping, set[str]]
) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows."""
    outcome, asked_by_hand = built

    def row(what: str, seconds: float, run: Run | None = None) -> tuple[str, ...]:
        whole = (run.span, f"{run.cpu_seconds:.1f}", megabytes(run.peak_bytes)) if run else ("", "", "")
        return what, f"{seconds:.1f}", f"{seconds / bare.seconds:.2f}", *whole

    nodes = outcome["nodes"]
    took = {kind: sum(node["seconds"] for node in nodes if node["kind"] == kind) for kind in ("model", "test")}
    count = {kind: sum(node["kind"] == kind for node in nodes) for kind in took}
    yield row("bare DuckDB", bare.seconds, bare)
    yield row("cryptocity build", build.seconds, build)
    yield row(f"  {count['model']} models", took["model"])
    known = [node for node in nodes if node["kind"] == "model" and node["name"] in asked_by_hand]
    yield row(f"  of which {len(known)} behind the marts of bare.sql", sum(node["seconds"] for node in known))
    for name, seconds, _ in models(outcome)[:SLOWEST]:
        yield row(f"    {name}", float(seconds))
    yield row(f"  {count['test']} tests", took["test"])
    yield row("  the rest", build.seconds - sum(took.values()))
    for layer, audit in audits.items():
        yield row(f"cryptocity audit {layer}", audit.seconds, audit)


if __name__ == "__main__":
    main()
