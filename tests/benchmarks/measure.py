"""Measures whole processes: wall time from start to exit, processor time, and the most memory that one of them held.

Nothing heavy is imported here: on Linux a child's peak begins at what its parent held when it started it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptocity.settings import child_environment, read_settings

_BYTES_PER_MAXRSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """One or more processes, one after the other: seconds in all, peak bytes of the largest, what the last printed.

    Processor seconds are those of all threads and of child processes; `fastest` and `slowest` are of repeated runs.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    printed: str = ""
    fastest: float | None = None
    slowest: float | None = None

    @property
    def span(self) -> str:
        """Return the shortest and the longest of repeated runs."""
        return f"{self.fastest:.1f}–{self.slowest:.1f}" if self.fastest and self.slowest else ""


def kept(name: str) -> Path:
    """Return where something that benchmarks make once is kept: `$CRYPTOCITY_HOME/benchmarks/<name>`."""
    return read_settings().home.resolve() / "benchmarks" / name


def run(*command: str | Path, folder: Path | None = None, ends: Sequence[int] = (0,), **environment: str) -> Run:
    """Run a command to its end. One that ends in another way than it may ends the benchmark with what it had to say."""
    words = [str(word) for word in command]
    started = time.perf_counter()
    with subprocess.Popen(
        words,
        env=child_environment(PYTHONDONTWRITEBYTECODE="", **environment),
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in ends:
        sys.exit(f"{' '.join(words)} failed:\n{printed[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _BYTES_PER_MAXRSS, printed)


def module(name: str, *arguments: object, ends: Sequence[int] = (0,), **environment: str) -> Run:
    """Run a module of this package, or of the platform, as a process of its own."""
    return run(sys.executable, "-m", name, *map(str, arguments), ends=ends, **environment)


def in_a_row(runs: Sequence[Run]) -> Run:
    """Return several processes, one after the other, as one measurement."""
    seconds, cpu_seconds = sum(each.seconds for each in runs), sum(each.cpu_seconds for each in runs)
    return Run(seconds, cpu_seconds, max(each.peak_bytes for each in runs), runs[-1].printed)


def medians(times: int, *subjects: Callable[[], Run]) -> list[Run]:
    """Run the subjects in turn, several times over, so that a machine that drifts drifts for all of them.

    Returns of each the run of median duration, or the shorter of the two in the middle, with the highest peak of all.
    """
    rounds = [[subject() for subject in subjects] for _ in range(times)]
    return [_median(runs) for runs in zip(*rounds, strict=True)]


def _median(runs: Sequence[Run]) -> Run:
    ranked = sorted(runs, key=lambda each: each.seconds)
    return replace(
        ranked[(len(ranked) - 1) // 2],
        peak_bytes=max(each.peak_bytes for each in ranked),
        fastest=ranked[0].seconds,
        slowest=ranked[-1].seconds,
    )


def megabytes(size: float) -> str:
    """Return a number of bytes in millions."""
    return f"{size / 1e6:,.0f}"
