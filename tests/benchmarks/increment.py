"""What the run of a further day costs: `python -m benchmarks.increment`, a month and a year of one city side by side.

Simulated days are landed once, as by benchmarks.city_year; `--home DIR` keeps them. All but the last day of each length
are audited, built and released in a home of their own; then the last day lands there, and every command of the run is
measured.
"""

import argparse
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from benchmarks.city_year import FIRST_DAY
from benchmarks.measure import Run, in_a_row, kept, megabytes, module
from cryptocity.console import say, show_table
from cryptocity.window import days_between

Command = tuple[str, ...]

COLUMNS = ("what", "seconds", "CPU seconds", "share of CPU", "peak MB")
BUILD = ("build",)
COMMANDS: tuple[Command, ...] = (("audit", "raw"), BUILD, ("audit", "marts"), ("release", "publish"), ("report",))
SLOWEST = 8
NOTES = (
    "each command is a process, as in production, from its start to its end. Extraction, which verifies every block, is"
    " not among them: the days are simulated, and land as they are.",
    "audits: all expectations on what landed and on the marts with Great Expectations; dbt's data tests are in build.",
    "peak is that of the largest single process.",
)


def main() -> None:
    """Generate the days where they are not there yet, measure, and print two tables for each length."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--month", type=int, default=30)
    parser.add_argument("--year", type=int, default=365)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    lake = asked.home or kept(f"city-of-{asked.residents}-for-{asked.year}-days")
    say(f"{lake}: generated where it is not there yet; {os.cpu_count()} processors")
    module("benchmarks.city_year", lake, asked.year, asked.residents)
    month, year = (further_day(lake, days) for days in (asked.month, asked.year))
    for what, measured in (("build", lambda runs: runs[BUILD]), ("run", lambda runs: in_a_row(list(runs.values())))):
        longer, cpu = (getattr(measured(year), it) / getattr(measured(month), it) for it in ("seconds", "cpu_seconds"))
        say(f"the {what} of a further day: {longer:.2f} times as long in a year, {cpu:.2f} times the processor time")
    for note in NOTES:
        say(note)


def further_day(lake: Path, days: int) -> Mapping[Command, Run]:
    """Run all days but the last and print what that cost, then the same of the last day, whose runs are returned."""
    home = lake / "increment" / f"{days}-days"
    shutil.rmtree(home, ignore_errors=True)
    last = FIRST_DAY + timedelta(days=days - 1)
    *before, further = days_between(FIRST_DAY, last)
    runs: Mapping[Command, Run] = {}
    for title, landing in ((f"{days - 1} days at once", before), ("a day more", [further])):
        land({f"day={day}" for day in landing}, lake, home)
        runs = {command: module("cryptocity", *command, CRYPTOCITY_HOME=str(home)) for command in COMMANDS}
        show_table(COLUMNS, rows(runs, home), title)
    return runs


def land(days: set[str], lake: Path, home: Path) -> None:
    """Land days in a home: files are linked."""
    for root in ("lake", "quarantine"):
        for folder in sorted((lake / root).rglob("day=*")):
            if folder.name in days:
                shutil.copytree(folder, home / folder.relative_to(lake), copy_function=os.link)


def rows(runs: Mapping[Command, Run], home: Path) -> Iterator[tuple[str, ...]]:
    """Yield a row per command, what of the build are models and tests, and rows of all commands and of the audits."""
    everything = in_a_row(list(runs.values()))

    def row(what: str, run: Run) -> tuple[str, ...]:
        share = run.cpu_seconds / everything.cpu_seconds
        return what, f"{run.seconds:.1f}", f"{run.cpu_seconds:.1f}", f"{share:.1%}", megabytes(run.peak_bytes)

    for command, run in runs.items():
        yield row(f"cryptocity {' '.join(command)}", run)
        if command == BUILD:
            yield from built(home)
    yield row("all of it", everything)
    yield row("of which audits", in_a_row([run for command, run in runs.items() if command[0] == "audit"]))


def built(home: Path) -> Iterator[tuple[str, ...]]:
    """Yield what dbt says of models and tests, and of the slowest of them."""
    nodes = json.loads((home / "warehouse" / "candidate.json").read_text())["nodes"]
    for kind in ("model", "test"):
        yield f"  {kind}s", f"{sum(node['seconds'] for node in nodes if node['kind'] == kind):.1f}", "", "", ""
    for node in sorted(nodes, key=lambda node: -node["seconds"])[:SLOWEST]:
        yield f"    {node['name']}"[:60], f"{node['seconds']:.2f}", "", "", ""


if __name__ == "__main__":
    main()
