"""What the run of a further day costs, and what of it are audits: `python -m benchmarks.day`.

Simulated days are landed once, as by benchmarks.city_year; `--home DIR` keeps them. All but the last are audited, built
and released in a home of their own; then the last day lands there, and each command of the run is measured.
"""

import argparse
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from benchmarks.city_year import FIRST_DAY
from benchmarks.measure import Run, kept, megabytes, module
from cryptocity.console import say, show_table

COLUMNS = ("what", "seconds", "CPU seconds", "share of CPU", "peak MB")
COMMANDS = (("audit", "raw"), ("build",), ("audit", "marts"), ("release", "publish"), ("report",))
WHOLE = ("audit", "raw", "--full-refresh")
NOTES = (
    "each command is a process, as in production, from start to end. Extraction of the day, which verifies every block"
    " while it lands, is not among them: the day is simulated and lands as it is.",
    "audits: all expectations on what landed and on the marts with Great Expectations; dbt's data tests are in build.",
)


def main() -> None:
    """Generate the days where they are not there yet, measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    lake = asked.home or kept(f"city-of-{asked.residents}-for-{asked.days}-days")
    say(f"{lake}: generated where it is not there yet; {os.cpu_count()} processors")
    module("benchmarks.city_year", lake, asked.days, asked.residents)
    home, last = lake / "day", f"day={FIRST_DAY + timedelta(days=asked.days - 1)}"
    shutil.rmtree(home, ignore_errors=True)
    link(lake, home, last, is_last=False)
    before = {command: run(home, command) for command in COMMANDS}
    link(lake, home, last, is_last=True)
    further = {command: run(home, command) for command in COMMANDS}
    show_table(COLUMNS, rows(before), f"the first {asked.days - 1} days at once")
    show_table(COLUMNS, rows(further), "the last day")
    show_table(COLUMNS, rows({WHOLE: run(home, WHOLE)}), "all rules on all rows")
    for note in NOTES:
        say(note)


def link(lake: Path, home: Path, last: str, *, is_last: bool) -> None:
    """Land the last day, or all others, in a home: files are linked."""
    for root in ("lake", "quarantine"):
        for folder in sorted((lake / root).rglob("day=*")):
            if (folder.name == last) == is_last:
                shutil.copytree(folder, home / folder.relative_to(lake), copy_function=os.link)


def run(home: Path, command: tuple[str, ...]) -> Run:
    """Run a command of the platform."""
    return module("cryptocity", *command, CRYPTOCITY_HOME=str(home))


def rows(runs: Mapping[tuple[str, ...], Run]) -> Iterator[tuple[str, ...]]:
    """Yield a row per command, one of all, and one of the audits."""
    whole = sum(each.cpu_seconds for each in runs.values())

    def row(what: str, some: list[Run]) -> tuple[str, ...]:
        seconds, cpu = sum(each.seconds for each in some), sum(each.cpu_seconds for each in some)
        peak = max(each.peak_bytes for each in some)
        return what, f"{seconds:.1f}", f"{cpu:.1f}", f"{100 * cpu / whole:.1f} %", megabytes(peak)

    for command, each in runs.items():
        yield row(f"cryptocity {' '.join(command)}", [each])
    if len(runs) > 1:
        yield row("all of it", list(runs.values()))
        yield row("of which audits", [each for command, each in runs.items() if command[0] == "audit"])


if __name__ == "__main__":
    main()
