"""ethereum-etl 2.4, the peer of the extraction benchmark, in an environment of its own.

On Python 3.11 it needs an older setuptools for `pkg_resources`, and `inspect.getargspec`, which 3.11 has removed.
"""

import tempfile
from pathlib import Path

from benchmarks.measure import Run, in_a_row, kept, run

PACKAGES = ("ethereum-etl==2.4.*", "setuptools<80")
_ALIAS = "import inspect\n\ninspect.getargspec = inspect.getfullargspec\n"


def install() -> Path:
    """Return the program; on first use its environment is made."""
    home = kept("ethereum-etl")
    alias = home / "lib" / "python3.11" / "site-packages" / "sitecustomize.py"
    if not alias.exists():
        run("uv", "venv", "--clear", "--python", "3.11", home)
        run("uv", "pip", "install", "--python", home / "bin" / "python", *PACKAGES)
        alias.write_text(_ALIAS)
    return home / "bin" / "ethereumetl"


def export(program: Path, url: str, first: int, last: int) -> Run:
    """Export blocks, transactions, receipts, logs and token transfers to CSV: four commands, one after the other."""
    node, heights = ("--provider-uri", url), ("--start-block", str(first), "--end-block", str(last))
    blocks = ("--blocks-output", "blocks.csv", "--transactions-output", "transactions.csv")
    hashes = ("--input", "transactions.csv", "--column", "hash", "--output", "hashes.txt")
    receipts = ("--transaction-hashes", "hashes.txt", "--receipts-output", "receipts.csv", "--logs-output", "logs.csv")
    commands = (
        ("export_blocks_and_transactions", *heights, *node, *blocks),
        ("extract_csv_column", *hashes),
        ("export_receipts_and_logs", *node, *receipts),
        ("extract_token_transfers", "--logs", "logs.csv", "--output", "token_transfers.csv"),
    )
    with tempfile.TemporaryDirectory() as folder:
        return in_a_row([run(program, *command, folder=Path(folder)) for command in commands])
