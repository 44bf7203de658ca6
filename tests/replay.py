"""Starts the recorded node, truthful or lying, on a free loopback port."""

import subprocess
import sys
from contextlib import contextmanager

from recorded import RECORDED, REPLAY_NODE

MAINNET = RECORDED / "onchain" / "evm" / "eth-mainnet"
FIRST, LAST = 17686110, 17686132


@contextmanager
def replaying(*options, folder=MAINNET, first=FIRST, last=LAST):
    """Serve recorded blocks until the block ends. Yields the node's URL."""
    command = [sys.executable, str(REPLAY_NODE), str(folder), "--port", "0", *map(str, options)]
    if first is not None:
        command += ["--first", str(first), "--last", str(last)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.kill()
