"""The command line as a user has it: a process of its own, whose settings are those that a test names."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

import pytest

from cryptocity.cli import main
from cryptocity.settings import sandbox_urls

KEY = "key"
COMMAND = (sys.executable, "-m", "cryptocity")
_LIMITED = (
    "import os, resource, sys; most = int(sys.argv[1]); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)); os.execv(sys.argv[2], sys.argv[2:])"
)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    output: bytes
    errors: str

    @property
    def lines(self):
        return self.output.decode().splitlines()

    @property
    def complaint(self):
        """Return the line that says what is wrong. The command line's own grammar is explained above that line."""
        lines = self.errors.splitlines()
        assert self.output == b""
        assert len(lines) == 1 or lines[0].startswith("Usage: "), self.errors
        assert "Traceback" not in self.errors
        return lines[-1]


def cryptocity(*arguments, home, most_bytes=None, **variables):
    """Run a command in a home. `most_bytes` is as much as a file may grow, as on a disk that is nearly full."""
    limit = (sys.executable, "-c", _LIMITED, str(most_bytes)) if most_bytes else ()
    command = (*limit, *COMMAND, *map(str, arguments))
    ran = subprocess.run(command, env=environment(home, **variables), capture_output=True, timeout=300)
    return Ran(ran.returncode, ran.stdout, ran.stderr.decode())


def typed(*arguments, home, variables=None):
    """Run a command in this process, for speed: the same `main`, the same settings."""
    output, errors = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment(home, **(variables or {})), clear=True),
        patch.object(sys, "argv", ["cryptocity", *map(str, arguments)]),
        redirect_stdout(output),
        redirect_stderr(errors),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return Ran(ended.value.code, output.getvalue().encode(), errors.getvalue())


def environment(home, **variables):
    """Return this environment without settings of ours but the home, the key of the tests and what is given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CRYPTOCITY_")}
    return {**inherited, "CRYPTOCITY_HOME": str(home), "CRYPTOCITY_PSEUDONYM_KEY": KEY, **variables}


def pointed_at(url):
    """Return the variables that point every source at a sandbox city."""
    return {f"CRYPTOCITY_{name.upper()}": value for name, value in sandbox_urls(url).items()}
