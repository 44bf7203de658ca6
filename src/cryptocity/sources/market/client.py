"""Asks public exchanges for the hours of a day: ccxt builds the question, our transport asks it and keeps the answer.

Each venue is asked at the address that ccxt knows; where `market` has an address of its own, as in the sandbox, below
that: /<venue> and the path that ccxt builds.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from cryptocity.access import Access
from cryptocity.errors import SourceUnavailable
from cryptocity.sources.market.datasets import SOURCE
from cryptocity.sources.market.venues import Pair, PublicVenue, answer_of, candles_of
from cryptocity.transport import Transport
from cryptocity.window import Window


@dataclass(frozen=True)
class PublicMarket:
    """The hourly candles of public exchanges. Raises SourceUnavailable where an answer holds no candles."""

    access: Access
    _transports: dict[str, Transport] = field(default_factory=dict)

    def candles(self, venue: PublicVenue, pair: Pair, window: Window) -> bytes:
        """Return the answer with a day's hours, as received. Raises SourceUnavailable while the day is not over."""
        if datetime.now(UTC) < window.end:
            raise SourceUnavailable(f"{window.day} is not over yet, so that its candles still change")
        return answer_of(venue, pair, lambda url: self._ask(venue, pair, url), window=window)

    def _ask(self, venue: PublicVenue, pair: Pair, url: str) -> bytes:
        """Return an answer that ccxt can read; ask again for one that it cannot."""
        parts = urlsplit(url)
        transport = self._transport(venue, f"{parts.scheme}://{parts.netloc}")

        def read(content: bytes) -> bytes:
            candles_of(venue, pair, lambda _: content)
            return content

        return transport.get(parts.path, dict(parse_qsl(parts.query)), lambda answer: read(answer.content))

    def _transport(self, venue: PublicVenue, origin: str) -> Transport:
        """Return the venue's own client, because each venue has a pace of its own."""
        if venue.name not in self._transports:
            below = self.access.endpoints.get(SOURCE)
            self._transports[venue.name] = self.access.transport_to(f"{below.url}/{venue.name}" if below else origin)
        return self._transports[venue.name]
