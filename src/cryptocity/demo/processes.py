"""The processes of a demo: each in a session of its own, so that it ends with everything that it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptocity.errors import CryptocityError
from cryptocity.settings import child_environment

_GRACE_SECONDS = 8.0


class DemoFailed(CryptocityError):
    """A part of the demo did not start or did not finish."""


@dataclass
class Processes:
    """The processes that a demo has started; leaving the block ends them all, together."""

    environment: dict[str, str]
    logs: Path
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        """Make the folder of their logs."""
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        """End each process with its whole session: ask first, then insist."""
        for sign, seconds in ((signal.SIGTERM, _GRACE_SECONDS), (signal.SIGKILL, _GRACE_SECONDS)):
            deadline = time.monotonic() + seconds
            for process in self.started.values():
                _signal(process, sign)
            while time.monotonic() < deadline and any(_signal(process, 0) for process in self.started.values()):
                time.sleep(0.1)

    def start(self, name: str, *arguments: str) -> None:
        """Start Python with these arguments, in a session of its own, its output in a log after its name."""
        with self._log(name).open("wb") as output:
            self.started[name] = subprocess.Popen(  # noqa: S603  commands of our own
                [sys.executable, *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=child_environment(**self.environment),
                start_new_session=True,
            )

    def finish(self, name: str, *arguments: str) -> None:
        """Run Python with these arguments to its end. Raises DemoFailed where it fails."""
        self.start(name, *arguments)
        if self.started.pop(name).wait():
            raise DemoFailed(self._told_by(name))

    def first_ended(self) -> str | None:
        """Return what the first process that ended too early said last, or None while all of them run."""
        return next((self._told_by(name) for name, each in self.started.items() if each.poll() is not None), None)

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _told_by(self, name: str) -> str:
        lines = self._log(name).read_text(errors="replace").strip().splitlines()
        return f"{name} has ended: {lines[-1] if lines else 'it said nothing'} (see {self._log(name)})"


def _signal(process: subprocess.Popen[bytes], sign: int) -> bool:
    """Send a signal to a process and its session; False where none of them is left."""
    process.poll()
    try:
        os.killpg(process.pid, sign)
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
