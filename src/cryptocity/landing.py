"""What is about to land: the rows of a dataset and day, what was turned away, and how both add up to what came."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.errors import ContractBroken
from cryptocity.runs import Runs


class Rejected(msgspec.Struct, frozen=True):
    """One row that may not land: the rule it breaks, why, where it stood, and the row without names of persons."""

    rule: str
    reason: str
    position: int
    row: object


@dataclass(frozen=True)
class Landing:
    """The rows of one dataset and day, with what was received and what was turned away on the way.

    `positions` are those of the items that the rows came from, where the rows are part of a larger day; `drift` counts
    the items that held a field which no contract names. `is_whole` is false for a chain of which heights landed that
    prove nothing of the day's ends.
    """

    dataset: Dataset
    rows: pl.DataFrame | Runs
    received: int
    rejected: Sequence[Rejected] = ()
    coverage: tuple[tuple[int, int, int], ...] = ()
    positions: Sequence[int] = ()
    drift: Mapping[str, int] = field(default_factory=dict)
    is_whole: bool = True

    def must_add_up(self) -> None:
        """Raise ContractBroken unless everything received is to land or to be quarantined."""
        if self.received != self.rows.height + len(self.rejected):
            raise ContractBroken(
                f"{self.dataset.id}: {self.received} rows received, but {self.rows.height} to land and "
                f"{len(self.rejected)} to quarantine"
            )

    @property
    def table(self) -> pl.DataFrame:
        """Return the rows of a landing that is held in memory. Raises ContractBroken for one that is on disk."""
        rows = self.rows.table() if isinstance(self.rows, Runs) else self.rows
        if rows is None:
            raise ContractBroken(f"{self.dataset.id}: too many rows to be looked at together")
        return rows


@dataclass
class Gathering:
    """A day of a dataset that arrives in parts, each decoded to a landing of its own."""

    dataset: Dataset
    runs: Runs
    received: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    drift: Counter[str] = field(default_factory=Counter)

    def add(self, part: Landing) -> None:
        """Take the next part, whose rows say where they stood."""
        if isinstance(part.rows, pl.DataFrame):
            self.runs.add(part.rows, part.positions)
        self.received += part.received
        self.rejected.extend(part.rejected)
        self.drift.update(part.drift)

    def turn_away(self, rejected: Sequence[Rejected]) -> None:
        """Move what is turned away only now, in the light of the whole day, from the rows to the rejected."""
        self.runs.drop([row.position for row in rejected])
        self.rejected.extend(rejected)

    def landing(self) -> Landing:
        """Return the whole day."""
        rejected = sorted(self.rejected, key=lambda row: row.position)
        return Landing(self.dataset, self.runs, self.received, rejected, drift=self.drift)
