"""Receipts of a day of any size: read one part at a time, and held against each other at the end."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import groupby

from cryptocity.access import Access
from cryptocity.lake import Writer
from cryptocity.landing import Landing
from cryptocity.payloads import Answer
from cryptocity.sources.merchants.client import split_lines
from cryptocity.sources.merchants.datasets import RECEIPT_LINES, RECEIPTS
from cryptocity.sources.merchants.decode import decode_receipts, repeated_receipt
from cryptocity.window import Window

_IDEMPOTENCY_KEY = ("cashbox_number", "external_check_number")


def gather_receipts(
    parts: Sequence[Answer], window: Window, writer: Writer, *, access: Access
) -> tuple[Landing, Landing]:
    """Return the receipts of all parts and their lines; what repeats a receipt of another part is turned away."""
    receipts, lines = writer.gathering(RECEIPTS), writer.gathering(RECEIPT_LINES)
    firsts: list[int] = []
    for done, part in enumerate(parts, start=1):
        firsts.append(receipts.received)
        landed = decode_receipts(split_lines(part.content), window, access.pseudonyms, first=firsts[-1])
        receipts.add(landed[0])
        lines.add(landed[1])
        access.progress("parts of the receipts", done, len(parts))
    for columns, differing in ((_IDEMPOTENCY_KEY, ["check_number"]), (RECEIPTS.key, [])):
        repeated = receipts.runs.repeated(columns, differing=differing)
        line_at = _lines_at({position for pair in repeated for position in pair}, parts, firsts)
        turned_away = [
            repeated_receipt(line_at[position], position, access.pseudonyms, earlier=line_at[first])
            for position, first in repeated
        ]
        receipts.turn_away([receipt for receipt, _ in turned_away])
        lines.turn_away([line for _, its_lines in turned_away for line in its_lines])
    return receipts.landing(), lines.landing()


def _lines_at(positions: Collection[int], parts: Sequence[Answer], firsts: Sequence[int]) -> dict[int, bytes]:
    """Return the lines at these positions of the day, reading each part once."""
    found = {}
    for index, wanted in groupby(sorted(positions), lambda position: bisect_right(firsts, position) - 1):
        lines = split_lines(parts[index].content)
        found.update({position: lines[position - firsts[index]] for position in wanted})
    return found
