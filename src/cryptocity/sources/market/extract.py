"""The story of a market extraction: each venue's hours of the day, pair by pair, landed as candles of the day."""

from collections.abc import Sequence
from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.market.client import PublicMarket
from cryptocity.sources.market.datasets import SOURCE
from cryptocity.sources.market.decode import Answer, decode_candles
from cryptocity.sources.market.venues import venue_named
from cryptocity.window import Window

_SUFFIX = ".json"


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the candles of one city day, of every venue that the settings name."""
    market, window = PublicMarket(access), Window.of_day(day)
    payloads = [
        Payload(f"{venue.name}-{'-'.join(pair)}{_SUFFIX}", market.candles(venue, pair, window))
        for venue in map(venue_named, access.market_venues)
        for pair in venue.pairs
    ]
    return land_answers(payloads, day, lake, access=access)


def land_answers(payloads: Sequence[Payload], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:  # noqa: ARG001
    """Land a city day from its answers, asked for just now or archived."""
    answers = [_answer(payload) for payload in sorted(payloads, key=lambda payload: payload.name)]
    with lake.writer(SOURCE, day) as writer:
        return writer.commit([decode_candles(answers, Window.of_day(day))], payloads)


def _answer(payload: Payload) -> Answer:
    """Return the answer with what its name says: venue, base and quote."""
    venue, base, quote = payload.name.removesuffix(_SUFFIX).split("-")
    return Answer(venue_named(venue), (base, quote), payload.content)
