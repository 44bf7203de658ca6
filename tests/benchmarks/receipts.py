"""One city day's receipts decoded and landed, beside bare readers of the same JSON lines: `--residents N --runs N`.

Each subject is a process of its own and times itself, without starts and imports. Every row is the median of several
runs, in turn.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.measure import Run, megabytes, module
from cryptocity.console import say, show_table

DAY = date(2026, 11, 1)
SEED = 1918
COLUMNS = ("what", "seconds", "CPU seconds", "receipts/s", "MB/s", "times polars", "times msgspec", "peak MB")
NOTES = (
    "polars scan_ndjson: all columns collected, nested as they come, decimals as floats; on all processors.",
    "msgspec: every line decoded to strict types, decimals exact, and dropped.",
    "decoded: also check digits, days, delivery times, sums, keys, pseudonyms; two tables of the lake's types.",
    "landed: land_answers in an empty lake: also the other feeds of the day, sealed archive, both tables sorted and"
    " written as Parquet, manifests, flushed to disk.",
)
_PAYLOADS = "payloads"


def main() -> None:
    """Measure every subject, or be one of them, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=52_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--subject", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.subject:
        name, folder = asked.subject
        print(json.dumps(timed(name, Path(folder), asked.residents)))
        return
    with tempfile.TemporaryDirectory() as folder:
        write = json.loads(child(WRITTEN, folder, asked.residents).printed)
        rounds = [[child(name, folder, asked.residents) for name in SUBJECTS] for _ in range(asked.runs)]
        size = (Path(folder) / "receipts.jsonl").stat().st_size
    title = f"{write['receipts']:,} receipts of a city day, {megabytes(size)} MB of JSON lines"
    show_table(COLUMNS, rows(rounds, size), title)
    for note in NOTES:
        say(note)


def child(subject: str, folder: str, residents: int) -> Run:
    """Run one subject in a process of its own."""
    return module("benchmarks.receipts", "--subject", subject, folder, "--residents", residents)


def rows(rounds: list[list[Run]], size: int) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows."""
    medians = []
    for runs in zip(*rounds, strict=True):
        told = [json.loads(run.printed) for run in runs]
        medians.append({kind: statistics.median(each[kind] for each in told) for kind in told[0]})
    polars, strict = medians[0]["seconds"], medians[1]["seconds"]
    for name, told, runs in zip(SUBJECTS, medians, zip(*rounds, strict=True), strict=True):
        seconds = told["seconds"]
        rates = (f"{told['receipts'] / seconds:,.0f}", f"{size / 1e6 / seconds:.0f}")
        beside = (f"{seconds / polars:.1f}", f"{seconds / strict:.1f}")
        peak = megabytes(max(run.peak_bytes for run in runs))
        yield name, f"{seconds:.2f}", f"{told['cpu_seconds']:.2f}", *rates, *beside, peak


def timed(subject: str, folder: Path, residents: int) -> dict[str, float]:
    """Return how long a subject took, what it needs being imported and read before, and how many receipts it saw."""
    prepared = written(folder, residents) if subject == WRITTEN else SUBJECTS[subject](folder)
    started, worked = time.perf_counter(), time.process_time()
    receipts = prepared()
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - worked
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "receipts": receipts}


def written(folder: Path, residents: int) -> Callable[[], int]:
    """Prepare to write what the merchant feed of a simulated city answers, faults left out."""
    from cryptocity.payloads import parts_of
    from cryptocity.sandbox.city import City
    from cryptocity.sandbox.feeds import classifiers, invoices, merchants
    from cryptocity.sandbox.world import World

    world = World(City(SEED, residents), DAY)

    def write() -> int:
        receipts = merchants.receipt_lines(world.city, world.facts(DAY), faulty=False)
        content = b"".join(line + b"\n" for line in receipts)
        (folder / "receipts.jsonl").write_bytes(content)
        answers = {f"receipts-{number:05d}.jsonl": part for number, part in enumerate(parts_of([content]))}
        answers["classifiers-00000.jsonl"] = b"\n".join(classifiers.classifier_lines(faulty=False))
        answers["register-00000.jsonl"] = b"\n".join(merchants.register_lines(world.city, DAY, faulty=False))
        settled = merchants.settlement_lines(world.facts(DAY), faulty=False)
        answers["crypto-settlements-00000.jsonl"] = b"\n".join(settled)
        answers["e-invoices.xml"] = invoices.container_of(world.city, DAY, faulty=False)[0]
        (folder / _PAYLOADS).mkdir()
        for name, answer in answers.items():
            (folder / _PAYLOADS / name).write_bytes(answer)
        return len(receipts)

    return write


def scanned(folder: Path) -> Callable[[], int]:
    """Prepare to read all columns with polars."""
    import polars as pl

    return lambda: pl.scan_ndjson(folder / "receipts.jsonl", infer_schema_length=1_000).collect().height


def strictly_read(folder: Path) -> Callable[[], int]:
    """Prepare to decode every line with msgspec."""
    import msgspec

    from cryptocity.sources.merchants.client import split_lines
    from cryptocity.sources.merchants.wire import Receipt

    decoder = msgspec.json.Decoder(Receipt)

    def read() -> int:
        lines = split_lines((folder / "receipts.jsonl").read_bytes())
        for line in lines:
            decoder.decode(line)
        return len(lines)

    return read


def decoded(folder: Path) -> Callable[[], int]:
    """Prepare to decode the receipts part by part, as a landing does."""
    from cryptocity.identity import Pseudonyms
    from cryptocity.sources.merchants.client import split_lines
    from cryptocity.sources.merchants.decode import decode_receipts
    from cryptocity.window import Window

    window, pseudonyms = Window.of_day(DAY), Pseudonyms(b"key")

    def decode() -> int:
        paths = sorted((folder / _PAYLOADS).glob("receipts-*"))
        landings = [decode_receipts(split_lines(path.read_bytes()), window, pseudonyms)[0] for path in paths]
        return sum(landing.table.height for landing in landings)

    return decode


def landed(folder: Path) -> Callable[[], int]:
    """Prepare to land the day in an empty lake."""
    from cryptocity.access import access_of
    from cryptocity.lake import lake_of
    from cryptocity.payloads import Payload
    from cryptocity.settings import read_settings
    from cryptocity.sources.merchants.extract import land_answers

    payloads = [Payload(path.name, path.read_bytes(), personal=True) for path in (folder / _PAYLOADS).iterdir()]

    def land() -> int:
        with tempfile.TemporaryDirectory(dir=folder) as home:
            settings = read_settings(home=Path(home))
            manifests = land_answers(payloads, DAY, lake_of(settings), access=access_of(settings))
        return next(each.rows_landed for each in manifests if each.dataset == "merchants.receipts")

    return land


WRITTEN = "written"
SUBJECTS: dict[str, Callable[[Path], Callable[[], int]]] = {
    "bare polars scan_ndjson": scanned,
    "bare msgspec": strictly_read,
    "cryptocity, decoded": decoded,
    "cryptocity, landed": landed,
}


if __name__ == "__main__":
    main()
