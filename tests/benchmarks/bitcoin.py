"""Proving recorded blocks of the Bitcoin main network: `python -m benchmarks.bitcoin --runs N`.

Reads, proves, decodes and packs the four largest recorded blocks, without a node; then as many as a full day holds, to
see what memory a day needs. Prints one table.
"""

import argparse
import json
import resource
import sys
import time

import msgspec

from bitcoin_node import BITCOIN, recorded_large
from cryptocity.console import show_table
from cryptocity.sources.bitcoin.client import RawBlock
from cryptocity.sources.bitcoin.decode import decode
from cryptocity.sources.bitcoin.networks import NETWORKS
from cryptocity.sources.bitcoin.pieces import packed
from cryptocity.sources.bitcoin.scripts import read_script
from cryptocity.sources.bitcoin.verify import prove
from cryptocity.sources.bitcoin.wire import Block

MAIN = NETWORKS["main"]
BLOCKS_A_DAY = 144


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    if not BITCOIN.is_dir():
        sys.exit(f"skipped: no recorded blocks at {BITCOIN}; set CRYPTOCITY_RECORDED")
    shown = [json.dumps({**block, "confirmations": 6}).encode() for block in recorded_large()[-4:]]
    show_table(("step", "CPU ms a block", "blocks/s", "MB/s"), [row(name, shown, runs) for name in STEPS])
    started = time.perf_counter()
    kept = [everything(shown[-1]) for _ in range(BLOCKS_A_DAY)]
    seconds, peak = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show_table(("blocks", "seconds", "peak MB"), [(len(kept), f"{seconds:.1f}", f"{peak:.0f}")], "a day in memory")


def everything(content: bytes) -> tuple[object, object]:
    """Return a block's rows and its packed answer, as an extraction keeps them until it lands them."""
    return decode(prove(read(content), MAIN)), packed(MAIN, RawBlock(0, content))


def read(content: bytes) -> Block:
    """Return an answer as a block."""
    return msgspec.json.decode(content, type=Block)


STEPS = {
    "read the JSON": read,
    "read and prove": lambda content: prove(read(content), MAIN),
    "read, prove, make rows": lambda content: decode(prove(read(content), MAIN)),
    "all, with the archive": everything,
}


def row(name: str, shown: list[bytes], runs: int) -> tuple[str, ...]:
    """Return the fastest of several runs over all blocks, in seconds of one processor."""
    best = float("inf")
    for _ in range(runs):
        read_script.cache_clear()
        started = time.process_time()
        for content in shown:
            STEPS[name](content)
        best = min(best, time.process_time() - started)
    each, size = best / len(shown), sum(map(len, shown))
    return name, f"{each * 1000:.0f}", f"{1 / each:.1f}", f"{size / best / 1e6:.0f}"


if __name__ == "__main__":
    main()
