"""The rows of a day as they are read: some land, some are turned away, and what proves bad as a whole is taken back."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from cryptocity.dataset import Dataset
from cryptocity.landing import Rejected
from cryptocity.money import table
from cryptocity.sift import Broken
from cryptocity.sources.cbdc.gathered import Gathered, Keys, Spool

Row = tuple[Any, ...]

_TURNED_AWAY = {"rule": pl.String, "reason": pl.String, "position": pl.Int64, "place": pl.String}


@dataclass(frozen=True)
class Batch:
    """Some rows of one dataset, and some that were turned away: together they are as many as were received."""

    dataset: Dataset
    rows: pl.DataFrame
    rejected: tuple[Rejected, ...] = ()

    @property
    def received(self) -> int:
        """Return how many rows were received."""
        return self.rows.height + len(self.rejected)


class Mark(NamedTuple):
    """How much had been gathered at some moment."""

    received: int
    rows: int
    rejected: int
    keys: int


@dataclass
class Rows:
    """The rows of one dataset and day. Of each, what stays in memory is a hash of its key, where rows are `keyed`.

    With a folder, rows that are not yet proven are kept there where they are many.
    """

    dataset: Dataset
    folder: Path | None = None
    keyed: bool = True
    received: int = 0
    _keys: set[bytes] = field(default_factory=set)
    _drafted: list[bytes] = field(default_factory=list)
    _keys_of_tables: Keys = field(default_factory=Keys)
    _positions: tuple[int, ...] = ()
    _rows: Gathered = field(init=False)
    _rejected: Gathered = field(init=False)

    def __post_init__(self) -> None:
        """Look up once where in a row its key stands."""
        names = self.dataset.schema.names()
        self._positions = tuple(names.index(name) for name in self.dataset.key)
        self._rows = Gathered(lambda rows: table(self.dataset, rows), Spool(self.folder))
        self._rejected = Gathered(_turned_away, Spool(self.folder))

    def take(self, row: Row) -> None:
        """Take a row in. Raises Broken: its key was there before."""
        if self.keyed:
            self.claim(self.key_of(row))
        self.received += 1
        self._rows.add(row)

    def take_table(self, rows: pl.DataFrame, faults: dict[int, Exception], place: Callable[[int], str]) -> None:
        """Take rows in, and turn away those of them whose key was there before, beside those that have faults.

        `rows` and `faults` are told by `arrival`, from 0. A day's rows are taken in as tables, or one by one, not both.
        """
        keys = rows.select(pl.struct(self.dataset.key).alias("key"))["key"]
        is_new = keys.is_first_distinct().to_numpy() & ~self._keys_of_tables.holds(keys)
        self._keys_of_tables.draft(keys.filter(pl.Series(is_new)))
        twice = dict.fromkeys(rows["arrival"].filter(pl.Series(~is_new)).to_list(), _twice())
        self._rows.add_frame(rows.filter(pl.Series(is_new)).select(self.dataset.schema.names()))
        start = self.received
        for arrival, fault in sorted((faults | twice).items()):
            self.received = start + arrival
            self.turn_away(fault, place(arrival))
        self.received = start + rows.height + len(faults)

    def take_plain(self, rows: pl.DataFrame) -> None:
        """Take in rows that have no key of their own to be held against others."""
        self.received += rows.height
        self._rows.add_frame(rows)

    def claim(self, key: Sequence[Hashable]) -> None:
        """Take a key in. Raises Broken: it was there before."""
        hashed = _hash_of(key)
        if hashed in self._keys:
            raise _twice()
        self._keys.add(hashed)
        self._drafted.append(hashed)

    def must_be_new(self, row: Row) -> None:
        """Raise Broken where a row with the key of this one was taken in."""
        if self.holds(self.key_of(row)):
            raise _twice()

    def holds(self, key: Sequence[Hashable]) -> bool:
        """Tell whether a key was taken in."""
        return _hash_of(key) in self._keys

    def key_of(self, row: Row) -> tuple[Any, ...]:
        """Return the key of a row."""
        return tuple(row[position] for position in self._positions)

    def turn_away(self, fault: Exception, place: str) -> None:
        """Count a row as received and quarantined: where it stood and which rule it breaks, never what it says."""
        rule = fault.rule if isinstance(fault, Broken) else "wrong_shape"
        self._rejected.add((rule, str(fault), self.received, place))
        self.received += 1

    def mark(self) -> Mark:
        """Return a moment to which `take_back` can return, until `prove`."""
        return Mark(self.received, len(self._rows), len(self._rejected), len(self._drafted))

    def take_back(self, mark: Mark) -> None:
        """Forget everything since a moment."""
        self.received = mark.received
        self._rows.cut(mark.rows)
        self._rejected.cut(mark.rejected)
        self._keys.difference_update(self._drafted[mark.keys :])
        del self._drafted[mark.keys :]
        self._keys_of_tables.forget()

    def prove(self, at_least: int = 0) -> Iterator[Batch]:
        """Yield what was gathered, if it is so much, never to be taken back; of what is yielded only keys are kept."""
        self._drafted.clear()
        self._keys_of_tables.prove()
        if len(self._rows) + len(self._rejected) < at_least:
            return
        for rows in self._rows.drain():
            yield Batch(self.dataset, rows)
        for rejected in self._rejected.drain():
            each = (
                Rejected(rule, reason, position, {"place": place}) for rule, reason, position, place in rejected.rows()
            )
            yield Batch(self.dataset, self.dataset.empty(), tuple(each))


def _twice() -> Broken:
    return Broken("duplicate_key", "another entry of this day carries the same key")


def _hash_of(key: Sequence[Hashable]) -> bytes:
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _turned_away(items: Sequence[tuple[str, str, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(items, schema=_TURNED_AWAY, orient="row")
