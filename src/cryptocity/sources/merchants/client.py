"""Asks the merchant feed for one day of JSON lines, in parts, and proves by its own count that the answer is whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import httpx
import msgspec

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.payloads import parts_of
from cryptocity.sift import Broken
from cryptocity.sources.merchants.invoices import count_invoices
from cryptocity.transport import Transport

T = TypeVar("T")

_COUNT_HEADER = "X-Record-Count"


class ReceiptsState(msgspec.Struct, rename="pascal", frozen=True):
    """What the feed knows of a day's receipts: a version that changes with them, and whether the 72 hours are over."""

    version: str
    is_closed: bool


@dataclass(frozen=True)
class MerchantFeed:
    """The classifiers, register, receipts and crypto settlements of one day, as JSON lines in parts of whole lines, and
    its e-invoices.


    Every part goes to `keep` as soon as it has come, so that a day of any size takes the memory of one part.
    Raises SourceUnavailable where an answer was cut short, SourceContradiction where it carries no count.
    """

    transport: Transport

    def lines(self, feed: str, day: date, keep: Callable[[int, bytes], T]) -> list[T]:
        """Return what `keep` makes of every part of a feed, numbered from 0.

        Feeds are classifiers; register, of the merchants at the end of the day; receipts, issued on the day as far as
        they have come by now; crypto-settlements.
        """
        return self.transport.stream(f"/{feed}", {"on": str(day)}, lambda answer: self._whole(answer, feed, keep))

    def receipts_state(self, day: date) -> ReceiptsState:
        """Return whether more receipts of the day have come, or may come yet."""
        return self.transport.get("/receipts/state", {"on": str(day)}, self._state)

    def e_invoices(self, day: date) -> bytes:
        """Return the e-invoices issued on the day, one ESF container."""
        return self.transport.get("/e-invoices", {"on": str(day)}, self._whole_container)

    def _state(self, answer: httpx.Response) -> ReceiptsState:
        try:
            return msgspec.json.decode(answer.content, type=ReceiptsState)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(
                f"{self.transport.name}/receipts/state: the state of the receipts cannot be read ({error})"
            ) from None

    def _whole(self, answer: httpx.Response, feed: str, keep: Callable[[int, bytes], T]) -> list[T]:
        kept, found = [], 0
        for number, part in enumerate(parts_of(answer.iter_bytes())):
            found += len(split_lines(part))
            kept.append(keep(number, part))
        self._must_hold(found, answer, feed)
        return kept

    def _whole_container(self, answer: httpx.Response) -> bytes:
        promised = answer.headers.get(_COUNT_HEADER)
        try:
            found = count_invoices(answer.content) if promised else 0
        except Broken as fault:
            raise SourceUnavailable(f"{self.transport.name}/e-invoices is no whole container: {fault}") from None
        self._must_hold(found, answer, "e-invoices")
        return answer.content

    def _must_hold(self, found: int, answer: httpx.Response, feed: str) -> None:
        promised = answer.headers.get(_COUNT_HEADER, "")
        if not promised.isdecimal():
            raise SourceContradiction(f"{self.transport.name}/{feed} does not say how many records it sends")
        if found != int(promised):
            raise SourceUnavailable(f"{self.transport.name}/{feed} promised {promised} records and sent {found}")


def split_lines(payload: bytes) -> list[bytes]:
    """Return the lines of an answer, without empty ones."""
    return [line for line in payload.split(b"\n") if line.strip()]
