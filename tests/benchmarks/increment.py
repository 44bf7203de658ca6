"""What a further day costs: `python -m benchmarks.increment`, a month and a year of the same city side by side.

Simulated days are landed once, as by benchmarks.city_year; `--home DIR` keeps them. A candidate of all but the last day
of each length is built in full, and then the last day is built on top of it.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Run, kept, medians, megabytes, module
from cryptocity.console import say, show_table
from cryptocity.inputs import Partition, read_inputs
from cryptocity.lake import lake_of
from cryptocity.settings import read_settings

COLUMNS = ("what", "days", "seconds", "fastest–slowest", "CPU seconds", "peak MB", "candidate MB")
SLOWEST = 8
NOTES = (
    "in full: a build of all days but the last, without a candidate before. One day more: a build of all days on a copy"
    " of that candidate. Both with all seeds, models and tests, from the start of the process to its end.",
    "peak is that of the largest single process; medians of several runs, in turn.",
)


def main() -> None:
    """Generate the days where they are not there yet, measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--month", type=int, default=30)
    parser.add_argument("--year", type=int, default=365)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    lake = asked.home or kept(f"city-of-{asked.residents}-for-{asked.year}-days")
    say(f"{lake}: generated where it is not there yet")
    module("benchmarks.city_year", lake, asked.year, asked.residents)
    lengths = (asked.month, asked.year)
    full = {days: built(lake, days - 1, before=None) for days in lengths}
    further = dict(zip(lengths, medians(asked.runs, *(lambda d=d: further_day(lake, d) for d in lengths)), strict=True))
    show_table(COLUMNS, rows(lake, full, further))
    times = further[asked.year].seconds / further[asked.month].seconds
    cpu = further[asked.year].cpu_seconds / further[asked.month].cpu_seconds
    say(f"a day more costs {times:.2f} times as long in a year as in a month, {cpu:.2f} times the processor time")
    for note in NOTES:
        say(note)


def further_day(lake: Path, days: int) -> Run:
    """Build the last day on a copy of the candidate of all days before."""
    return built(lake, days, before=days - 1)


def built(lake: Path, days: int, *, before: int | None) -> Run:
    """Build the first days in a process of its own; `printed` is the candidate's outcome."""
    home = _home(lake, days)
    shutil.rmtree(home, ignore_errors=True)
    if before is not None:
        shutil.copytree(_home(lake, before), home)
    run = module("benchmarks.increment", "build", lake, home, days)
    return replace(run, printed=(home / "warehouse" / "candidate.json").read_text())


def build_first_days(lake: Path, home: Path, days: int) -> None:
    """Build what landed on the first days."""
    from cryptocity import warehouse

    store = lake_of(read_settings(home=lake))
    warehouse.build(store, home, inputs=tuple(_of_first_days(read_inputs(store), days)))


def _of_first_days(inputs: tuple[Partition, ...], days: int) -> Iterator[Partition]:
    first = set(sorted({partition.day for partition in inputs})[:days])
    return (partition for partition in inputs if partition.day in first)


def _home(lake: Path, days: int) -> Path:
    return lake / "increment" / f"{days}-days"


def rows(lake: Path, full: dict[int, Run], further: dict[int, Run]) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows: full builds, one day more, and what of it is models and tests."""
    for what, runs, fewer in (("in full", full, 1), ("one day more", further, 0)):
        for days, run in runs.items():
            size = (_home(lake, days - fewer) / "warehouse" / "candidate.duckdb").stat().st_size
            numbers = (f"{run.seconds:.1f}", run.span, f"{run.cpu_seconds:.1f}", megabytes(run.peak_bytes))
            yield (what, str(days - fewer), *numbers, megabytes(size))
    for days, run in further.items():
        nodes = json.loads(run.printed)["nodes"]
        for kind in ("model", "test"):
            yield (f"  {kind}s", str(days), f"{sum(n['seconds'] for n in nodes if n['kind'] == kind):.1f}", *[""] * 4)
        for node in sorted(nodes, key=lambda node: -node["seconds"])[:SLOWEST]:
            yield (f"    {node['name']}"[:60], str(days), f"{node['seconds']:.2f}", *[""] * 4)


if __name__ == "__main__":
    if sys.argv[1:2] == ["build"]:
        build_first_days(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
    else:
        say(f"{os.cpu_count()} processors")
        main()
