"""The rows of a day as they are read: some land, some are turned away, and what proves bad as a whole is taken back."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.lake import Landing, Rejected
from cryptocity.money import table
from cryptocity.sift import Broken

Row = tuple[Any, ...]

_ROWS_PER_FRAME = 50_000


class Mark(NamedTuple):
    """How much had been gathered at some moment."""

    received: int
    rows: int
    rejected: int


@dataclass
class Rows:
    """The rows of one dataset and day. Many become columns as they come, because tuples are large."""

    dataset: Dataset
    received: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    _keys: dict[Hashable, None] = field(default_factory=dict)
    _frames: list[pl.DataFrame] = field(default_factory=list)
    _pending: list[Row] = field(default_factory=list)
    _positions: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Look up once where in a row its key stands."""
        names = self.dataset.schema.names()
        self._positions = tuple(names.index(name) for name in self.dataset.key)

    def take(self, row: Row) -> None:
        """Take a row in. Raises Broken: its key was there before."""
        self.must_be_new(row)
        self.received += 1
        self._keys[self.key_of(row)] = None
        self._pending.append(row)
        if len(self._pending) >= _ROWS_PER_FRAME:
            self._frames.append(table(self.dataset, self._pending))
            self._pending = []

    def must_be_new(self, row: Row) -> None:
        """Raise Broken where a row with the key of this one was taken in."""
        if self.holds(self.key_of(row)):
            raise Broken("duplicate_key", "another entry of this day carries the same key")

    def holds(self, key: Hashable) -> bool:
        """Tell whether a row with this key was taken in."""
        return key in self._keys

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """Return the key of a row."""
        return tuple(row[position] for position in self._positions)

    def turn_away(self, fault: Exception, place: str) -> None:
        """Count a row as received and quarantined: where it stood and which rule it breaks, never what it says."""
        rule = fault.rule if isinstance(fault, Broken) else "wrong_shape"
        self.rejected.append(Rejected(rule, str(fault), self.received, {"place": place}))
        self.received += 1

    def mark(self) -> Mark:
        """Return a moment to which `take_back` can return."""
        return Mark(self.received, len(self._keys), len(self.rejected))

    def take_back(self, mark: Mark) -> None:
        """Forget everything since a moment."""
        self.received = mark.received
        del self.rejected[mark.rejected :]
        while len(self._keys) > mark.rows:
            self._keys.popitem()
        framed = sum(frame.height for frame in self._frames)
        if framed > mark.rows:
            self._frames = [pl.concat(self._frames).head(mark.rows)]
            framed = mark.rows
        del self._pending[mark.rows - framed :]

    def landing(self) -> Landing:
        """Return what lands and what does not."""
        rows = pl.concat([*self._frames, table(self.dataset, self._pending)])
        return Landing(self.dataset, rows, self.received, self.rejected)
