"""Real data recorded by others, kept beside the project: tests that need it skip, saying so, where it is missing."""

import gzip
import json
import os
from pathlib import Path

import pytest

RECORDED = Path(os.environ.get("CRYPTOCITY_RECORDED") or Path(__file__).parents[2] / "shared" / "data")
NETWORKS = {"eth-mainnet": 1, "ropsten": 3, "eth-goerli": 5, "eth-sepolia": 11155111}
REPLAY_NODE = RECORDED.parent / "tools" / "replay_node.py"

needs_recorded = pytest.mark.skipif(
    not (RECORDED / "onchain").is_dir(), reason=f"no recorded data at {RECORDED}; set CRYPTOCITY_RECORDED"
)


def recorded_by_chain():
    """Return the chain and {"block", "receipts"} of every recorded block of an EVM network."""
    found = [
        (chain_id, each) for name, chain_id in NETWORKS.items() for _, each in recorded_blocks(f"evm/{name}/*.json.gz")
    ]
    assert len(found) == len(recorded_blocks("evm/*/*.json.gz"))
    return found


def recorded_blocks(pattern):
    """Return file name and {"block", "receipts"} of every recorded block that matches, in order."""
    return [(path.name, json.loads(gzip.open(path).read())) for path in sorted((RECORDED / "onchain").glob(pattern))]
