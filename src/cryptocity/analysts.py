"""Releases for analysts: a connection in Python, and DuckDB's own shell."""

import os
import re
import sys
from datetime import UTC, date, datetime
from importlib.metadata import distribution
from pathlib import Path

import duckdb

from cryptocity.errors import WrongUsage
from cryptocity.release.history import current_at_end_of
from cryptocity.release.manifest import MARTS, open_marts, release_folder, search_path
from cryptocity.settings import read_settings
from cryptocity.window import day_of, parse_day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def open_release(release: str | date | None = None, *, home: Path | str | None = None) -> duckdb.DuckDBPyConnection:
    """Return a read-only connection to a release's marts; close it, or use it in a `with` statement.

    A day, such as "2026-11-01", means the release that was current when that day ended in Asia/Almaty, or is now where
    it has not ended yet; an id means that release; None means the current one. The connection stays on its release,
    whatever is published meanwhile. Marts are found with or without their area's name, metrics as `metrics.<name>`; no
    other file is reached. `home` is CRYPTOCITY_HOME unless given.

    Raises ReleaseMissing: there is no such release, or none that day. WrongUsage: a day that is none, or to come.
    """
    folder = Path(home) if home is not None else read_settings().home
    return open_marts(release_folder(folder, _identifier(folder, release)))


def _identifier(home: Path, release: str | date | None) -> str | None:
    day = parse_day(release) if isinstance(release, str) and _DAY.fullmatch(release) else release
    if day is None or isinstance(day, str):
        return day
    if isinstance(day, datetime):
        raise WrongUsage(f"{day} is an instant: give a day, such as 2026-11-01")
    if day > day_of(datetime.now(UTC)):
        raise WrongUsage(f"{day} is still to come in Asia/Almaty")
    return current_at_end_of(home, day)


def run_shell(home: Path, release: str | None) -> None:
    """Become DuckDB's shell, read-only on a release's marts, which reaches no other file by SQL; does not return.

    Raises ReleaseMissing.
    """
    folder = release_folder(home, release)
    with open_marts(folder) as connection:
        settings = f"set search_path = '{search_path(connection)}'; set enable_external_access = false;"
    plain = () if sys.stdout.isatty() else ("-cmd", ".highlight off")
    shell = Path(str(distribution("duckdb-cli").locate_file("duckdb_cli/duckdb")))
    sys.stdout.flush()
    # No shell reads these words: they reach DuckDB's own program as they are.
    os.execv(shell, (str(shell), "-readonly", *plain, "-cmd", settings, str(folder / MARTS)))  # noqa: S606
