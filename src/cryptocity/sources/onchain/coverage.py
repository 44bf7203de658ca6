"""The ledger of a chain: every height is exactly one of STATES, verified to missing.

Withdrawals missing is a height whose block proves all but the withdrawals that it names, which the node left out.
Disputed is a height of which no block stands and of which quarantine holds a block.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cryptocity.disputes import disputed_heights
from cryptocity.errors import ContractBroken
from cryptocity.lake import Lake
from cryptocity.sources.onchain.datasets import (
    BLOCKS,
    ORPHANED,
    PROVISIONAL,
    UNVERIFIED,
    VERIFIED,
    WITHDRAWALS_MISSING,
)

DISPUTED, ORPHANED_ONLY, MISSING = "disputed", "orphaned only", "missing"
STATES = (VERIFIED, WITHDRAWALS_MISSING, UNVERIFIED, DISPUTED, ORPHANED_ONLY, MISSING)
_COLUMNS = ("chain_id", "block_number", "block_hash", "parent_hash", "verification", "finality")
_SCHEMA = {name: BLOCKS.schema[name] for name in _COLUMNS}


@dataclass(frozen=True)
class Run:
    """Consecutive heights, both ends inclusive."""

    first: int
    last: int

    def __len__(self) -> int:
        """Return how many heights they are."""
        return self.last - self.first + 1

    @property
    def numbers(self) -> range:
        """Return the heights, in order."""
        return range(self.first, self.last + 1)

    def touches(self, other: "Run") -> bool:
        """Tell whether together they are one run."""
        return self.first <= other.last + 1 and other.first <= self.last + 1


@dataclass(frozen=True)
class Break:
    """A block whose parent, as it names it, is not the block that stands one below; or a second block that stands."""

    number: int
    named: str
    found: str


@dataclass(frozen=True)
class Ledger:
    """What is known of a range of heights of one chain: the runs of each state, and where blocks do not link."""

    chain_id: int
    heights: Run
    runs: Mapping[str, tuple[Run, ...]]
    provisional: tuple[Run, ...]
    breaks: tuple[Break, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many heights are in each state; together they are all heights of the range."""
        return {state: sum(len(run) for run in self.runs[state]) for state in STATES}


def read_ledgers(lake: Lake, *, chain_id: int | None = None, heights: Run | None = None) -> tuple[Ledger, ...]:
    """Return the ledger of every chain that has landed or is disputed, or of one; of all its heights, or of a range.

    Raises ContractBroken: a day landed under another contract.
    """
    blocks = _landed(lake)
    disputed = {int(chain): numbers for chain, numbers in disputed_heights(lake, BLOCKS).items()}
    known = {chain: set[int]() for chain in (*blocks["chain_id"].unique(), *disputed, *([chain_id] if heights else []))}
    return tuple(
        _ledger(chain, blocks.filter(pl.col("chain_id") == chain), disputed.get(chain, set()), heights=heights)
        for chain in sorted(chain for chain in known if chain is not None)
        if chain_id in (None, chain)
    )


def runs_of(numbers: Sequence[int]) -> tuple[Run, ...]:
    """Return ordered, distinct heights as runs."""
    runs: list[Run] = []
    for number in numbers:
        if runs and runs[-1].last == number - 1:
            runs[-1] = Run(runs[-1].first, number)
        else:
            runs.append(Run(number, number))
    return tuple(runs)


def _ledger(chain_id: int, blocks: pl.DataFrame, disputed: set[int], *, heights: Run | None) -> Ledger:
    standing = blocks.filter(pl.col("finality") != ORPHANED).sort("block_number")
    state_of = dict.fromkeys(blocks["block_number"], ORPHANED_ONLY) | dict.fromkeys(disputed, DISPUTED)
    state_of |= dict(standing.select("block_number", "verification").rows())
    whole = heights or Run(min(state_of), max(state_of))
    known = {number: state_of[number] for number in sorted(state_of) if whole.first <= number <= whole.last}
    runs = {state: runs_of([number for number, its in known.items() if its == state]) for state in STATES}
    provisional = standing.filter(pl.col("finality") == PROVISIONAL)["block_number"].unique(maintain_order=True)
    return Ledger(
        chain_id=chain_id,
        heights=whole,
        runs={**runs, MISSING: tuple(_gaps(runs_of(list(known)), whole))},
        provisional=runs_of([number for number in provisional if number in known]),
        breaks=tuple(each for each in _breaks(standing) if each.number in known),
    )


def _gaps(known: Sequence[Run], whole: Run) -> Iterator[Run]:
    at = whole.first
    for run in known:
        if at < run.first:
            yield Run(at, run.first - 1)
        at = run.last + 1
    if at <= whole.last:
        yield Run(at, whole.last)


def _breaks(standing: pl.DataFrame) -> Iterator[Break]:
    """Yield where blocks do not link, on the border of two days as well as within one."""
    before = standing.select(pl.col("block_number", "block_hash").shift(1).name.prefix("before_"))
    pairs = pl.concat([standing, before], how="horizontal").select(
        "block_number", "block_hash", "parent_hash", "before_block_number", "before_block_hash"
    )
    for number, its_hash, parent, below, below_hash in pairs.rows():
        if below == number - 1 and parent != below_hash:
            yield Break(number, parent, below_hash)
        elif below == number:
            yield Break(number, its_hash, below_hash)


def _landed(lake: Lake) -> pl.DataFrame:
    tables = [pl.DataFrame(schema=_SCHEMA)]
    for day in lake.days(BLOCKS):
        manifest = lake.manifest(BLOCKS, day)
        if manifest and manifest.contract != BLOCKS.fingerprint:
            raise ContractBroken(f"{BLOCKS.id} {day} landed under another contract: extract it again")
        tables.append(lake.rows(BLOCKS, day).select(_COLUMNS))
    return pl.concat(tables)
