"""One day of a nation's receipts, streamed, landed and proven whole: `--receipts 40000000`.

A server of its own sends the receipts of a city day over and over, as receipts of other cash registers, and the command
`cryptocity extract merchants --on DAY` lands them; a tenth of them is landed too, to show what memory depends on. What
lands is thrown away after.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import httpx

from benchmarks.measure import Run, megabytes, module
from benchmarks.serving import serving
from cryptocity.console import say, show_table

DAY = "2026-11-01"
COLUMNS = (
    "receipts sent", "seconds", "CPU seconds", "receipts/s", "MB/s", "receipts landed", "lines landed", "quarantined",
    "GB on disk", "peak MB",
)  # fmt: skip
NOTES = (
    "one command: the answer is archived compressed and sealed as it comes, decoded strictly, every amount, check digit"
    " and delivery checked, persons replaced by pseudonyms; the whole day held against itself for fiscal signs and"
    " idempotency keys used twice; receipts and their lines sorted by key, as Parquet with manifests, flushed to disk.",
    "MB are the receipts' JSON lines as sent; on disk: Parquet, archive and quarantine; the server's time overlaps.",
)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=40_000_000)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--folder", type=Path, help="where to land them; else the folder of temporary files")
    asked = parser.parse_args()
    counts = (asked.receipts // 10, asked.receipts)
    runs = [landed(count, asked.residents, asked.folder) for count in counts]
    show_table(COLUMNS, rows(counts, runs), f"a day of {asked.receipts:,} receipts, and a tenth of it")
    for note in NOTES:
        say(note)


def landed(receipts: int, residents: int, folder: Path | None) -> Run:
    """Land a day of that many receipts; `printed` says what came of it. Ends the benchmark where some are lost."""
    with (
        serving("benchmarks.nation_feed", receipts, DAY, residents) as url,
        tempfile.TemporaryDirectory(dir=folder) as home,
    ):
        surroundings = {"CRYPTOCITY_MERCHANTS_URL": f"{url}/merchants", "CRYPTOCITY_TIMEOUT_SECONDS": "300"}
        run = module("cryptocity", "extract", "merchants", "--on", DAY, CRYPTOCITY_HOME=home, **surroundings)
        found = {name: manifest_of(Path(home), name) for name in ("receipts", "receipt_lines")}
        sent = httpx.get(f"{url}/sent").json()
        on_disk = sum(path.stat().st_size for path in Path(home).rglob("*") if path.is_file())
    told = found["receipts"]
    if (told["rows_received"], told["rows_landed"]) != (receipts, receipts - told["rows_quarantined"]):
        sys.exit(f"{receipts:,} receipts were sent, {told['rows_landed']:,} landed of {told['rows_received']:,}")
    figures = {"receipts": told, "lines": found["receipt_lines"]["rows_landed"], "on_disk": on_disk, "sent": sent}
    return replace(run, printed=json.dumps(figures))


def manifest_of(home: Path, name: str) -> dict[str, int]:
    """Return how many rows of a merchant dataset came, landed, and were turned away."""
    manifest = json.loads((home / "lake" / "raw" / "merchants" / name / f"day={DAY}" / "manifest.json").read_text())
    return {count: manifest[count] for count in ("rows_received", "rows_landed", "rows_quarantined")}


def rows(counts: Sequence[int], runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows."""
    for count, run in zip(counts, runs, strict=True):
        told = json.loads(run.printed)
        yield (
            f"{count:,}",
            f"{run.seconds:.1f}",
            f"{run.cpu_seconds:.1f}",
            f"{count / run.seconds:,.0f}",
            f"{told['sent'] / 1e6 / run.seconds:.1f}",
            f"{told['receipts']['rows_landed']:,}",
            f"{told['lines']:,}",
            f"{told['receipts']['rows_quarantined']:,}",
            f"{told['on_disk'] / 1e9:.2f}",
            megabytes(run.peak_bytes),
        )


if __name__ == "__main__":
    main()
