"""cryo 0.3 (paradigmxyz), the fast peer of the extraction benchmark: `cryo-python` in an environment of its own."""

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Run, kept, run

PACKAGE = "cryo-python==0.3.*"
DATASETS = ("blocks", "transactions", "logs")
_STORY = """
import sys, cryo
url, first, end, *datasets = sys.argv[1:]
cryo.freeze(datasets, rpc=url, blocks=[f"{first}:{end}"], output_dir=".", network_name="ethereum", verbose=False)
"""


def install() -> Path:
    """Return the interpreter that has cryo; on first use its environment is made."""
    home = kept("cryo")
    python = home / "bin" / "python"
    if not (home / "lib" / "python3.11" / "site-packages" / "cryo").exists():
        run("uv", "venv", "--clear", "--python", "3.11", home)
        run("uv", "pip", "install", "--python", python, PACKAGE)
    return python


def freeze(python: Path, url: str, first: int, last: int) -> Run:
    """Read blocks, transactions and logs to Parquet: one process. Ends the benchmark where a file is missing."""
    with tempfile.TemporaryDirectory() as folder:
        found = run(python, "-c", _STORY, url, str(first), str(last + 1), *DATASETS, folder=Path(folder))
        if len(list(Path(folder).glob("*.parquet"))) != len(DATASETS):
            sys.exit(f"cryo did not write all of {', '.join(DATASETS)}")
    return found
