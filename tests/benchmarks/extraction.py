"""Verified extraction of 23 recorded mainnet blocks beside ethereum-etl and cryo, from the same node: `--runs N`.

All read the same blocks, receipts and logs over HTTP from a node that replays recorded answers on loopback. Each row
is the median of several runs, in turn. What each side did is printed below the table.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence

from benchmarks import cryo, ethereum_etl
from benchmarks.measure import Run, medians, megabytes, module
from cryptocity.console import say, show_table
from recorded import RECORDED, REPLAY_NODE
from replay import FIRST, LAST, replaying

BLOCKS = LAST - FIRST + 1
RUNS_INSIDE = 3
UNKNOWN = ("", "", "")
SIDES = ("ethereum-etl", "cryo", "cryptocity")
COLUMNS = (
    "what", "seconds", "blocks/s", "MB/s", "times ethereum-etl", "times cryo",
    "fastest–slowest", "CPU seconds", "peak MB",
)  # fmt: skip
NOTES = (
    "ethereum-etl: four commands (export_blocks_and_transactions, extract_csv_column, export_receipts_and_logs,"
    " extract_token_transfers) in an environment of its own, default batches and workers; blocks, transactions,"
    " receipts, logs and token transfers as CSV; nothing is verified.",
    "cryo: one process of cryo-python in an environment of its own, default concurrency; blocks, transactions with"
    " their receipts' outcome, and logs as Parquet; nothing is verified, archived or flushed.",
    "cryptocity: one command (extract onchain --blocks) into an empty lake; blocks, transactions with their receipts'"
    " outcome, and ERC-20 transfers as Parquet with manifests, the answers archived with zstd, all flushed to disk; of"
    " every block the header hash, transactions root, receipts root, transaction hashes and senders are recomputed.",
    "further blocks: the time of all blocks less the time of the first alone, so that process starts cancel out.",
    "MB are the node's JSON answers for blocks and receipts; peak is that of the largest single process.",
)


def main() -> None:
    """Measure all sides and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    if not (REPLAY_NODE.exists() and (RECORDED / "onchain").is_dir()):
        sys.exit(f"skipped: no recorded blocks at {RECORDED}; set CRYPTOCITY_RECORDED")
    program, python = ethereum_etl.install(), cryo.install()
    with replaying() as url:
        measured = medians(
            runs,
            lambda: ethereum_etl.export(program, url, FIRST, LAST),
            lambda: cryo.freeze(python, url, FIRST, LAST),
            lambda: extract(url, LAST),
            lambda: module("benchmarks.extraction_inside", url, RUNS_INSIDE),
            lambda: ethereum_etl.export(program, url, FIRST, FIRST),
            lambda: cryo.freeze(python, url, FIRST, FIRST),
            lambda: extract(url, FIRST),
        )
    show_table(COLUMNS, rows(measured[:3], measured[4:], measured[3]), f"{BLOCKS} recorded mainnet blocks")
    for note in NOTES:
        say(note)


def extract(url: str, last: int) -> Run:
    """Extract from the first recorded block to another, as a user would, into an empty lake."""
    with tempfile.TemporaryDirectory() as home:
        heights = ("--rpc-url", url, "--blocks", f"{FIRST}:{last}")
        return module("cryptocity", "extract", "onchain", *heights, CRYPTOCITY_HOME=home)


def rows(wholes: Sequence[Run], firsts: Sequence[Run], inside: Run) -> Iterator[tuple[str, ...]]:
    """Yield the table's rows."""
    figures = json.loads(inside.printed)
    read = (BLOCKS, figures["bytes"])
    peers = [whole.seconds for whole in wholes[:2]]
    for name, whole in zip(SIDES, wholes, strict=True):
        yield f"{name}, as a user runs it", *rates(whole.seconds, read, peers), *costs(whole)
    peak = ("", "", megabytes(inside.peak_bytes))
    yield "cryptocity, in a running process", *rates(figures["seconds"], read, peers), *peak
    yield "  of which verification", *rates(figures["verification_seconds"], read), *UNKNOWN
    further = [whole.seconds - first.seconds for whole, first in zip(wholes, firsts, strict=True)]
    read = (BLOCKS - 1, figures["bytes"] * (BLOCKS - 1) / BLOCKS)
    for name, seconds in zip(SIDES, further, strict=True):
        yield f"{name}, further blocks", *rates(seconds, read, further[:2]), *UNKNOWN


def costs(run: Run) -> tuple[str, ...]:
    """Return the span of repeated runs, processor seconds and peak memory."""
    return run.span, f"{run.cpu_seconds:.1f}", megabytes(run.peak_bytes)


def rates(seconds: float, read: tuple[int, float], peers: Sequence[float] = ()) -> tuple[str, ...]:
    """Return seconds, blocks and megabytes a second for the blocks and bytes read, and the speed beside each peer's."""
    blocks, size = read
    beside = [f"{peer / seconds:.2f}" for peer in peers] or ["", ""]
    return f"{seconds:.2f}", f"{blocks / seconds:.1f}", f"{size / 1e6 / seconds:.1f}", *beside


if __name__ == "__main__":
    main()
