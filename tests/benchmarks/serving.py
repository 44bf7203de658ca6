"""Starts a server as a process of its own, so that what it costs is not counted with those who ask it."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cryptocity.settings import child_environment

_URL = re.compile(r"http://127\.0\.0\.1:([0-9]+)")
_STARTING_SECONDS = 60


@contextmanager
def serving(module: str, *arguments: object, **environment: str) -> Iterator[str]:
    """Run a module, which names its URL in the first line it prints, until the block ends. Yields that URL."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    surroundings = child_environment(PYTHONUNBUFFERED="1", **environment)
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        try:
            found = _URL.search(process.stdout.readline())
            if not found:
                sys.exit(f"{module} did not start")
            _wait_until_it_answers(int(found.group(1)))
            yield found.group()
        finally:
            process.terminate()


def _wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + _STARTING_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
