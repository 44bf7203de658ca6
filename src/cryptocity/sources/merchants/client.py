"""Asks the merchant feed for one day of JSON lines, in parts, and proves by its own count that the answer is whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import httpx

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.payloads import parts_of
from cryptocity.transport import Transport

T = TypeVar("T")

_COUNT_HEADER = "X-Record-Count"


@dataclass(frozen=True)
class MerchantFeed:
    """The register, receipts and crypto settlements of one day, as JSON lines in parts of whole lines.

    Every part goes to `keep` as soon as it has come, so that a day of any size takes the memory of one part.
    Raises SourceUnavailable where an answer was cut short, SourceContradiction where it carries no count.
    """

    transport: Transport

    def lines(self, feed: str, day: date, keep: Callable[[int, bytes], T]) -> list[T]:
        """Return what `keep` makes of every part, numbered from 0: of register, receipts or crypto-settlements."""
        return self.transport.stream(f"/{feed}", {"on": str(day)}, lambda answer: self._whole(answer, feed, keep))

    def _whole(self, answer: httpx.Response, feed: str, keep: Callable[[int, bytes], T]) -> list[T]:
        kept, found = [], 0
        for number, part in enumerate(parts_of(answer.iter_bytes())):
            found += len(split_lines(part))
            kept.append(keep(number, part))
        promised = answer.headers.get(_COUNT_HEADER, "")
        if not promised.isdecimal():
            raise SourceContradiction(f"{self.transport.name}/{feed} does not say how many records it sends")
        if found != int(promised):
            raise SourceUnavailable(f"{self.transport.name}/{feed} promised {promised} records and sent {found}")
        return kept


def split_lines(payload: bytes) -> list[bytes]:
    """Return the lines of an answer, without empty ones."""
    return [line for line in payload.split(b"\n") if line.strip()]
