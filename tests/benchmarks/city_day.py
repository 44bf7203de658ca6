"""One day of the simulated city end to end, as commands, one after the other: `--residents N`.

A server of its own answers for all sources. Every source is extracted for one day, then the day is audited, built,
audited again, published and reported. A first round of extractions, thrown away, lets the server make its answers, so
that its simulation is not measured.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from benchmarks.measure import Run, in_a_row, megabytes, module
from benchmarks.serving import serving
from cryptocity.console import say, show_table
from cryptocity.settings import sandbox_urls
from cryptocity.sources import SOURCES
from cryptocity.window import day_of

COLUMNS = ("step", "seconds", "CPU seconds", "rows landed", "quarantined", "peak MB")
STEPS = (("audit", "raw"), ("build",), ("audit", "marts"), ("release", "publish"), ("report",))
SIMULATION_SECONDS = 300
NOTES = (
    "every step is a command as a user gives it, process start and imports included; seconds are those of one run.",
    "extraction: answers asked for over HTTP, proven, decoded, landed with manifests and archive, flushed to disk.",
)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=52_000)
    asked = parser.parse_args()
    day = str(day_of(datetime.now(UTC)) - timedelta(days=1))
    options = ("sandbox", "serve", "--from", day, "--residents", asked.residents)
    with (
        tempfile.TemporaryDirectory() as city,
        tempfile.TemporaryDirectory() as rehearsal,
        tempfile.TemporaryDirectory() as home,
        serving("cryptocity", *options, CRYPTOCITY_HOME=city, CRYPTOCITY_SANDBOX_PORT="0") as url,
    ):
        wait_for_simulation(url)
        extract(day, rehearsal, url)
        extracted = extract(day, home, url)
        landed = {source: landed_in(Path(home), source) for source in SOURCES}
        surroundings = surroundings_of(home, url)
        others = {" ".join(step): module("cryptocity", *step, **surroundings) for step in STEPS}
    show_table(COLUMNS, rows(extracted, landed, others), f"one day of {asked.residents:,} residents, {day}")
    for note in NOTES:
        say(note)


def wait_for_simulation(url: str) -> None:
    """Return when the server has simulated its day."""
    until = time.monotonic() + SIMULATION_SECONDS
    while not httpx.get(f"{url}/health", timeout=SIMULATION_SECONDS).json()["simulated"] and time.monotonic() < until:
        time.sleep(0.5)


def extract(day: str, home: str, url: str) -> dict[str, Run]:
    """Extract every source of the day, each with a command of its own."""
    surroundings = surroundings_of(home, url)
    return {source: module("cryptocity", "extract", source, "--on", day, **surroundings) for source in SOURCES}


def surroundings_of(home: str, url: str) -> dict[str, str]:
    """Return the variables that point every source at the server."""
    return {"CRYPTOCITY_HOME": home, **{f"CRYPTOCITY_{name.upper()}": at for name, at in sandbox_urls(url).items()}}


def landed_in(home: Path, source: str) -> tuple[int, int]:
    """Return how many rows of a source landed and how many were quarantined, of all its datasets."""
    manifests = [json.loads(path.read_text()) for path in (home / "lake" / "raw" / source).glob("*/*/manifest.json")]
    return sum(each["rows_landed"] for each in manifests), sum(each["rows_quarantined"] for each in manifests)


def rows(
    extracted: Mapping[str, Run], landed: Mapping[str, tuple[int, int]], others: Mapping[str, Run]
) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows."""
    for source, run in extracted.items():
        yield row(f"extract {source}", run, landed[source])
    total = (sum(count[0] for count in landed.values()), sum(count[1] for count in landed.values()))
    yield row("all extractions", in_a_row([*extracted.values()]), total)
    for name, run in others.items():
        yield row(name, run)
    yield row("all steps", in_a_row([*extracted.values(), *others.values()]))


def row(step: str, run: Run, landed: Sequence[int] = ()) -> tuple[str, ...]:
    """Return a step's row."""
    counts = [f"{count:,}" for count in landed] or ["", ""]
    return step, f"{run.seconds:.1f}", f"{run.cpu_seconds:.1f}", *counts, megabytes(run.peak_bytes)


if __name__ == "__main__":
    main()
