"""Receipts of a day of any size: read one part at a time, and held against each other at the end.

Which receipts repeat others is told over the whole day, in the order in which they came: it does not matter where one
part ends and the next begins. Held in memory are only those that share something with another.
"""

import gc
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from cryptocity.access import Access
from cryptocity.lake import Writer
from cryptocity.landing import Landing
from cryptocity.sources.merchants.datasets import RECEIPT_LINES, RECEIPTS
from cryptocity.sources.merchants.decode import Delivered, decode_receipts
from cryptocity.window import Window

Part = Callable[[], Sequence[bytes]]

_UNIQUE = (RECEIPTS.key, ("cashbox_number", "external_check_number"))


def gather_receipts(
    parts: Sequence[Part], window: Window, writer: Writer, *, access: Access
) -> tuple[Landing, Landing]:
    """Return the receipts of all parts and their lines; what repeats an earlier receipt is turned away.

    A part returns its lines whenever it is called, so that nobody need hold all.
    """
    receipts, lines = writer.gathering(RECEIPTS), writer.gathering(RECEIPT_LINES)
    firsts: list[int] = []
    for done, part in enumerate(parts, start=1):
        firsts.append(receipts.received)
        with _without_collector():
            landed = decode_receipts(part(), window, access.pseudonyms, first=firsts[-1])
        receipts.add(landed[0])
        lines.add(landed[1])
        access.progress("parts of the receipts", done, len(parts))
    alike = {position for columns in _UNIQUE for pair in receipts.runs.repeated(columns) for position in pair}
    delivered = Delivered(access.pseudonyms)
    told = (delivered.turned_away(line, position) for position, line in _lines_at(alike, parts, firsts))
    turned_away = [each for each in told if each]
    receipts.turn_away([receipt for receipt, _ in turned_away])
    lines.turn_away([line for _, its_lines in turned_away for line in its_lines])
    return receipts.landing(), lines.landing()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the garbage collector, which looks at millions of new rows for cycles that rows cannot have."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _lines_at(positions: Collection[int], parts: Sequence[Part], firsts: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines at these positions of the day with where they stood, in order, reading each part once."""
    for index, wanted in groupby(sorted(positions), lambda position: bisect_right(firsts, position) - 1):
        lines = parts[index]()
        for position in wanted:
            yield position, lines[position - firsts[index]]
