"""The simulation of one city day, written to an empty lake: seconds, rows and peak memory. `--residents N --runs N`.

The whole process of `cryptocity sandbox generate --days 1` is measured: start, the city itself, its day, landing it.
"""

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Run, medians, megabytes, module
from cryptocity.console import show_table

FIRST_DAY = "2026-11-01"
LANDED = ("merchants/receipts", "merchants/receipt_lines", "onchain/transactions")


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    one, three = medians(asked.runs, lambda: generate(asked.residents, 1), lambda: generate(asked.residents, 3))
    seconds, cpu_seconds = (three.seconds - one.seconds) / 2, (three.cpu_seconds - one.cpu_seconds) / 2
    further = Run(seconds, cpu_seconds, three.peak_bytes, one.printed)
    columns = (
        "what",
        "seconds",
        "CPU seconds",
        *(name.partition("/")[2].replace("_", " ") for name in LANDED),
        "peak MB",
    )
    rows = [
        (what, f"{run.seconds:.1f}", f"{run.cpu_seconds:.1f}", *landed_in(run), megabytes(run.peak_bytes))
        for what, run in (("one day, as a command", one), ("a further day", further))
    ]
    show_table(columns, rows, f"one simulated day of {asked.residents:,} residents")


def generate(residents: int, days: int) -> Run:
    """Generate days into an empty lake; `printed` says what landed on the first."""
    with tempfile.TemporaryDirectory() as home:
        options = ("--from", FIRST_DAY, "--days", days, "--residents", residents)
        run = module("cryptocity", "sandbox", "generate", *options, CRYPTOCITY_HOME=home)
        manifests = [Path(home, "lake", "raw", name, f"day={FIRST_DAY}", "manifest.json") for name in LANDED]
        landed = [json.loads(path.read_text())["rows_landed"] for path in manifests]
    return replace(run, printed=json.dumps(landed))


def landed_in(run: Run) -> list[str]:
    """Return how many rows landed of each dataset shown."""
    return [f"{count:,}" for count in json.loads(run.printed)]


if __name__ == "__main__":
    main()
