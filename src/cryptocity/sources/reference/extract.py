"""The story of a reference extraction: rates and prices carried over days off, the rest as published."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from cryptocity.access import Access
from cryptocity.errors import LakeIncomplete
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.reference import SOURCE
from cryptocity.sources.reference.calendar import calendar_of
from cryptocity.sources.reference.client import Answered, NationalBank, ReferenceFeed, last_said
from cryptocity.sources.reference.decode import (
    CALENDAR_FEED,
    FEEDS,
    decode_prices,
    decode_rates,
    items_of,
    priced_on,
    rated_on,
)
from cryptocity.window import parse_day

_RATES, _PRICES = "get_rates-", "asset-prices-"


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the exchange rates, asset prices and everything else that others publish for one city day.

    Raises SourceUnavailable: the value of a working day is not published yet.
    """
    bank, feed = NationalBank(access.transport("nationalbank")), ReferenceFeed(access.transport(SOURCE))
    named = feed.fetch(CALENDAR_FEED.name, day)
    calendar = calendar_of(CALENDAR_FEED.land(items_of(named), day, access.pseudonyms).rows)
    rates = last_said(day, bank.rates, rated_on, calendar=calendar)
    prices = last_said(day, partial(feed.fetch, "asset-prices"), priced_on, calendar=calendar)
    others = (each for each in FEEDS if each is not CALENDAR_FEED)
    payloads = (
        Payload(f"{_RATES}{rates.asked_for}.xml", rates.content),
        Payload(f"{_PRICES}{prices.asked_for}.json", prices.content),
        Payload(f"{CALENDAR_FEED.name}.json", named),
        *(Payload(f"{each.name}.json", feed.fetch(each.name, day), bool(each.personal)) for each in others),
    )
    return land_answers(payloads, day, lake, access=access)


def land_answers(payloads: Sequence[Payload], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived.

    Raises LakeIncomplete: one of them was not asked for yet when the day landed.
    """
    contents = {payload.name: payload.content for payload in payloads}
    missing = [each.name for each in FEEDS if f"{each.name}.json" not in contents]
    if missing:
        raise LakeIncomplete(f"{day} was landed without {', '.join(missing)}: extract it from the source")
    landings = (
        decode_rates(_answered(_RATES, payloads), day),
        decode_prices(_answered(_PRICES, payloads), day, access.pseudonyms),
        *(each.land(items_of(contents[f"{each.name}.json"]), day, access.pseudonyms) for each in FEEDS),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)


def _answered(stem: str, payloads: Sequence[Payload]) -> Answered:
    """Return the answer whose name begins so, and goes on with the day it was asked for."""
    payload = next(payload for payload in payloads if payload.name.startswith(stem))
    return Answered(parse_day(payload.name.removeprefix(stem)[:10]), payload.content)
