"""Asks the exchanges' reporting gateway for every page, and proves by its own totals that none is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import httpx
import msgspec

from cryptocity.errors import SourceContradiction, SourceUnavailable
from cryptocity.transport import Transport


class _Page(msgspec.Struct):
    page: int
    pages: int
    total: int
    items: list[msgspec.Raw]


@dataclass(frozen=True)
class ReportingGateway:
    """The licensed exchanges' reports of one day. Raises SourceUnavailable where the pages do not add up."""

    transport: Transport

    def report(self, name: str, day: date) -> tuple[bytes, ...]:
        """Return every page of one report, such as venues or client-year-aggregates, as received."""
        answers = tuple(self._pages(name, day))
        found = sum(len(page.items) for _, page in answers)
        promised = {page.total for _, page in answers}
        if promised != {found}:
            raise SourceUnavailable(f"{self._where(name)} promised {sorted(promised)} items and sent {found}")
        return tuple(content for content, _ in answers)

    def _pages(self, name: str, day: date) -> Iterator[tuple[bytes, _Page]]:
        number, last = 1, 1
        while number <= last:
            params: dict[str, str | int] = {"on": str(day), "page": number}
            content, page = self.transport.get(f"/v1/{name}", params, lambda answer: self._read(answer, name))
            if page.page != number:
                raise SourceContradiction(f"{self._where(name)} sent page {page.page} when asked for page {number}")
            if page.pages > 1 and not page.items:
                raise SourceUnavailable(f"{self._where(name)} sent an empty page {number} of {page.pages}")
            yield content, page
            number, last = number + 1, page.pages

    def _read(self, answer: httpx.Response, name: str) -> tuple[bytes, _Page]:
        try:
            return answer.content, msgspec.json.decode(answer.content, type=_Page)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(f"{self._where(name)} did not answer with a page of a report ({error})") from None

    def _where(self, name: str) -> str:
        return f"{self.transport.name}/v1/{name}"


def items_of(page: bytes) -> list[bytes]:
    """Return the items of a page as received."""
    return [bytes(item) for item in msgspec.json.decode(page, type=_Page).items]
