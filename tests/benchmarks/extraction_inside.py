"""Extraction within a process that runs already, as an Airflow task: `python -m benchmarks.extraction_inside URL RUNS`.

Prints as JSON the median seconds of a whole extraction into an empty lake, of that part of it which is verification
(header hash, both roots, hashes and senders of all blocks), and the bytes that the node sent as blocks and receipts.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from cryptocity.access import Access, access_of
from cryptocity.lake import lake_of
from cryptocity.settings import read_settings
from cryptocity.sources.onchain.client import Node
from cryptocity.sources.onchain.extract import extract_heights
from cryptocity.sources.onchain.verify import prove
from replay import FIRST, LAST


def main(url: str, runs: int) -> None:
    """Measure and print."""
    settings = read_settings(onchain_url=url)
    access = access_of(settings)
    _seconds_of_extraction(access)  # imports and caches, as any task after the first finds them
    found = list(Node(access.transport("onchain")).blocks(range(FIRST, LAST + 1)))
    answers = [(msgspec.json.decode(raw.block), msgspec.json.decode(raw.receipts)) for raw in found]
    figures = {
        "seconds": statistics.median(_seconds_of_extraction(access) for _ in range(runs)),
        "verification_seconds": statistics.median(_seconds_of_verification(answers) for _ in range(runs)),
        "bytes": sum(len(raw.block) + len(raw.receipts) for raw in found),
    }
    sys.stdout.write(json.dumps(figures))


def _seconds_of_extraction(access: Access) -> float:
    with tempfile.TemporaryDirectory() as home:
        lake = lake_of(read_settings(home=Path(home)))
        started = time.perf_counter()
        extract_heights(FIRST, LAST, lake, access=access)
        return time.perf_counter() - started


def _seconds_of_verification(answers: list[tuple[dict, list]]) -> float:
    started = time.perf_counter()
    for block, receipts in answers:
        prove(block, receipts, chain_id=1)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
