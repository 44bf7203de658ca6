"""Which heights of a chain are disputed: quarantine holds a block of them, that may not land.

One that contradicts itself, one on which two nodes disagree, or one that nobody here can verify.
"""

import re
from collections.abc import Mapping

from cryptocity.dataset import Dataset
from cryptocity.lake import Lake
from cryptocity.window import parse_day

_EVIDENCE = re.compile(r"(?:dispute|contradiction)-(?:(\w+)-)?([0-9]+)(?:-.+)?\.json")


def contradiction(chain: int | str, height: int, what: str) -> str:
    """Return the name under which quarantine keeps an answer that contradicts itself, or another."""
    return f"contradiction-{chain}-{height}-{what}.json"


def dispute(chain: int | str, height: int, what: str) -> str:
    """Return the name under which quarantine keeps what one of two nodes that disagree says."""
    return f"dispute-{chain}-{height}-{what}.json"


def disputed_heights(lake: Lake, blocks: Dataset, *, only_chain: str | None = None) -> Mapping[str, set[int]]:
    """Return by chain the heights of which quarantine holds evidence or a whole block, landed since or not.

    Evidence kept before its name told the chain is of `only_chain`, if given, and else left out.
    """
    found: dict[str, set[int]] = {}
    for folder in sorted(lake.quarantine(blocks, parse_day("2000-01-01")).parent.glob("day=*")):
        named = (_EVIDENCE.fullmatch(path.name) for path in folder.iterdir())
        heights = [(chain, int(each[2])) for each in named if each and (chain := each[1] or only_chain)]
        rejected = lake.rejected(blocks, parse_day(folder.name.removeprefix("day=")))
        heights += [(str(row.row[blocks.key[0]]), row.position) for row in rejected if isinstance(row.row, dict)]
        for chain, height in heights:
            found.setdefault(chain, set()).add(height)
    return found
