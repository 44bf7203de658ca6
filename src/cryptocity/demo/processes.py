"""The processes of a demo: each in a session of its own, so that it ends with everything that it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptocity.errors import CryptocityError
from cryptocity.settings import child_environment

_GRACE_SECONDS = 8.0


class DemoFailed(CryptocityError):
    """A part of the demo did not start or did not finish."""


@contextmanager
def running(command: Sequence[str], *, log: Path, changes: Mapping[str, str]) -> Iterator[None]:
    """Run Python with these arguments and changes to the environment, its output in a log, until the block ends."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  commands of our own
            [sys.executable, *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=child_environment(**changes),
            start_new_session=True,
        )
        try:
            yield
        finally:
            _end(process)


def run_to_end(command: Sequence[str], *, log: Path, changes: Mapping[str, str]) -> None:
    """Run Python with these arguments until it ends. Raises DemoFailed with the end of its log where it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603  commands of our own
            [sys.executable, *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=child_environment(**changes),
            check=False,
        )
    if done.returncode:
        raise DemoFailed(f"{' '.join(command[1:])} failed: {log.read_text(errors='replace').strip().splitlines()[-1:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with its whole session: ask first, then insist."""
    for sign, seconds in ((signal.SIGTERM, _GRACE_SECONDS), (signal.SIGKILL, _GRACE_SECONDS)):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and _lives(process):
            time.sleep(0.1)
    process.wait()


def _lives(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def end_on_terminate() -> None:
    """Let a SIGTERM end this process as Ctrl-C does, so that it takes along what it has started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def free_port(wanted: int) -> int:
    """Return the wanted loopback port, or a free one where it is taken or 0."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoFailed("no loopback port is free")
