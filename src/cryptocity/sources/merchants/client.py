"""Asks the merchant feed for one day of JSON lines and proves by its own count that the answer is whole."""

from dataclasses import dataclass
from datetime import date

import httpx
import msgspec

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.sift import Broken
from cryptocity.sources.merchants.invoices import count_invoices
from cryptocity.transport import Transport

_COUNT_HEADER = "X-Record-Count"


class ReceiptsState(msgspec.Struct, rename="pascal", frozen=True):
    """What the feed knows of a day's receipts: a version that changes with them, and whether the 72 hours are over."""

    version: str
    is_closed: bool


@dataclass(frozen=True)
class MerchantFeed:
    """The classifiers, register, receipts and crypto settlements of one day, as JSON lines, and its e-invoices.

    Raises SourceUnavailable where an answer was cut short, SourceContradiction where it carries no count.
    """

    transport: Transport

    def classifiers(self, day: date) -> bytes:
        """Return the codes of the classifiers. Raises SourceContradiction where there are none at all."""
        lines = self._lines("/classifiers", day)
        if not lines.strip():
            raise SourceContradiction(f"{self.transport.name}/classifiers knows no code at all")
        return lines

    def register(self, day: date) -> bytes:
        """Return the merchants registered at the end of the day."""
        return self._lines("/register", day)

    def receipts(self, day: date) -> bytes:
        """Return the fiscal receipts issued on the day, those that have come by now."""
        return self._lines("/receipts", day)

    def receipts_state(self, day: date) -> ReceiptsState:
        """Return whether more receipts of the day have come, or may come yet."""
        return self.transport.get("/receipts/state", {"on": str(day)}, self._state)

    def e_invoices(self, day: date) -> bytes:
        """Return the e-invoices issued on the day, one ESF container."""
        return self.transport.get("/e-invoices", {"on": str(day)}, self._whole_container)

    def crypto_settlements(self, day: date) -> bytes:
        """Return the crypto payments settled on the day."""
        return self._lines("/crypto-settlements", day)

    def _lines(self, path: str, day: date) -> bytes:
        return self.transport.get(path, {"on": str(day)}, lambda answer: self._whole(answer, path))

    def _state(self, answer: httpx.Response) -> ReceiptsState:
        try:
            return msgspec.json.decode(answer.content, type=ReceiptsState)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(
                f"{self.transport.name}/receipts/state: the state of the receipts cannot be read ({error})"
            ) from None

    def _whole(self, answer: httpx.Response, path: str) -> bytes:
        self._must_hold(len(split_lines(answer.content)), answer, path)
        return answer.content

    def _whole_container(self, answer: httpx.Response) -> bytes:
        promised = answer.headers.get(_COUNT_HEADER)
        try:
            found = count_invoices(answer.content) if promised else 0
        except Broken as fault:
            raise SourceUnavailable(f"{self.transport.name}/e-invoices is no whole container: {fault}") from None
        self._must_hold(found, answer, "/e-invoices")
        return answer.content

    def _must_hold(self, found: int, answer: httpx.Response, path: str) -> None:
        promised = answer.headers.get(_COUNT_HEADER, "")
        if not promised.isdecimal():
            raise SourceContradiction(f"{self.transport.name}{path} does not say how many records it sends")
        if found != int(promised):
            raise SourceUnavailable(f"{self.transport.name}{path} promised {promised} records and sent {found}")


def split_lines(payload: bytes) -> list[bytes]:
    """Return the lines of an answer, without empty ones."""
    return [line for line in payload.split(b"\n") if line.strip()]
