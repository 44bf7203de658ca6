"""What is gathered of a day and may yet be taken back: the newest in memory, the rest in a folder if given."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

ROWS_PER_FRAME = 50_000
_FRAMES_IN_MEMORY = 2


@dataclass
class Spool:
    """Tables in order, of which only the newest stay in memory where there is a folder for the others."""

    folder: Path | None = None
    rows: int = 0
    _frames: list[pl.DataFrame | tuple[Path, int]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def add(self, frame: pl.DataFrame) -> None:
        """Put a table at the end."""
        self.rows += frame.height
        self._frames.append(frame)
        if self.folder is not None and len(self._frames) > _FRAMES_IN_MEMORY:
            place = -_FRAMES_IN_MEMORY - 1
            self._frames[place] = self._put_aside(self._frames[place])

    def cut(self, rows: int) -> None:
        """Keep the first so many rows."""
        while self.rows > rows:
            last = self._taken(self._frames.pop())
            self.rows -= last.height
            if self.rows < rows:
                left = rows - self.rows
                self.rows = rows
                self._frames.append(last.head(left))

    def drain(self) -> Iterator[pl.DataFrame]:
        """Yield every table and forget it."""
        frames, self._frames, self.rows = self._frames, [], 0
        for frame in frames:
            yield self._taken(frame)

    def _put_aside(self, frame: pl.DataFrame | tuple[Path, int]) -> pl.DataFrame | tuple[Path, int]:
        if isinstance(frame, tuple) or self.folder is None:
            return frame
        path = self.folder / f"{id(self)}-{next(self._numbers)}.arrow"
        frame.write_ipc(path)
        return path, frame.height

    @staticmethod
    def _taken(frame: pl.DataFrame | tuple[Path, int]) -> pl.DataFrame:
        if isinstance(frame, pl.DataFrame):
            return frame
        table = pl.read_ipc(frame[0].read_bytes())
        frame[0].unlink()
        return table


@dataclass
class Gathered:
    """Items in order, made into tables by `make` as soon as there are many, because items are large."""

    make: Callable[[Sequence[Any]], pl.DataFrame]
    spool: Spool
    _parts: list[pl.DataFrame] = field(default_factory=list)
    _rows_of_parts: int = 0
    _pending: list[Any] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many there are."""
        return self.spool.rows + self._rows_of_parts + len(self._pending)

    def add(self, item: Sequence[Any]) -> None:
        """Put an item at the end."""
        self._pending.append(item)
        if len(self._pending) >= ROWS_PER_FRAME:
            self._settle()

    def add_frame(self, frame: pl.DataFrame) -> None:
        """Put a table of items at the end."""
        if self._pending:
            pending, self._pending = self._pending, []
            self.add_frame(self.make(pending))
        self._parts.append(frame)
        self._rows_of_parts += frame.height
        if self._rows_of_parts >= ROWS_PER_FRAME:
            self._settle()

    def cut(self, rows: int) -> None:
        """Keep the first so many."""
        if rows < self.spool.rows + self._rows_of_parts:
            self._settle()
        del self._pending[max(0, rows - self.spool.rows - self._rows_of_parts) :]
        self.spool.cut(rows)

    def drain(self) -> Iterator[pl.DataFrame]:
        """Yield tables of all, at most `ROWS_PER_FRAME` rows each, and forget them."""
        self._settle()
        yield from self.spool.drain()

    def _settle(self) -> None:
        """Put everything into the spool, in tables that are as large as may be."""
        if self._pending:
            self._parts.append(self.make(self._pending))
        if self._parts:
            for part in pl.concat(self._parts).iter_slices(ROWS_PER_FRAME):
                self.spool.add(part)
        self._parts, self._rows_of_parts, self._pending = [], 0, []


Hashes = npt.NDArray[np.uint64]


@dataclass
class Keys:
    """Keys of many rows as 128 bits of hash each: sorted runs, merged so that there are few of them."""

    _proven: list[tuple[Hashes, Hashes]] = field(default_factory=list)
    _drafted: list[tuple[Hashes, Hashes]] = field(default_factory=list)

    def holds(self, keys: pl.Series) -> npt.NDArray[np.bool_]:
        """Tell of each key whether it was taken in."""
        first, second = _hashes_of(keys)
        found = np.zeros(len(keys), dtype=bool)
        for known, beside in (*self._proven, *self._drafted):
            at = np.minimum(np.searchsorted(known, first), known.size - 1)
            found |= (known[at] == first) & (beside[at] == second)
        return found

    def draft(self, keys: pl.Series) -> None:
        """Take keys in, until `forget`."""
        if len(keys):
            _add(self._drafted, *_hashes_of(keys))

    def prove(self) -> None:
        """Keep what was drafted."""
        for run in self._drafted:
            _add(self._proven, *run)
        self._drafted.clear()

    def forget(self) -> None:
        """Drop what was drafted."""
        self._drafted.clear()


def _hashes_of(keys: pl.Series) -> tuple[Hashes, Hashes]:
    return keys.hash(seed=1).to_numpy(), keys.hash(seed=2).to_numpy()


def _add(runs: list[tuple[Hashes, Hashes]], first: Hashes, second: Hashes) -> None:
    """Add a run, merged with those before it that are not longer."""
    while runs and runs[-1][0].size <= first.size:
        before, beside = runs.pop()
        first, second = np.concatenate([before, first]), np.concatenate([beside, second])
    order = np.argsort(first, kind="stable")
    runs.append((first[order], second[order]))
