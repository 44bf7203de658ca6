"""The story of a reference extraction: rates and prices carried over days off, the rest as published."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from cryptocity.access import Access
from cryptocity.errors import LakeIncomplete
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Lake, Manifest
from cryptocity.landing import Landing
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.reference import SOURCE
from cryptocity.sources.reference.calendar import calendar_of
from cryptocity.sources.reference.client import Answered, NationalBank, ReferenceFeed, last_said, read_listing
from cryptocity.sources.reference.decode import (
    CALENDAR_FEED,
    FEEDS,
    decode_prices,
    decode_rates,
    items_of,
    priced_on,
    rated_on,
)
from cryptocity.sources.reference.labels.decode import LABEL_FEED, LabelList, land_labels
from cryptocity.window import parse_day

_RATES, _PRICES = "get_rates-", "asset-prices-"
_LISTING, _LIST = "label-lists.json", "label-list-"


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the exchange rates, asset prices and everything else that others publish for one city day.

    Raises SourceUnavailable: the value of a working day is not published yet.
    """
    bank, feed = NationalBank(access.transport("nationalbank")), ReferenceFeed(access.transport(SOURCE))
    named = feed.fetch(CALENDAR_FEED.name, day)
    calendar = calendar_of(CALENDAR_FEED.sifted(items_of(named), day, access.pseudonyms).good)
    rates = last_said(day, bank.rates, rated_on, calendar=calendar)
    prices = last_said(day, partial(feed.fetch, "asset-prices"), priced_on, calendar=calendar)
    others = (each for each in FEEDS if each is not CALENDAR_FEED)
    payloads = (
        Payload(f"{_RATES}{rates.asked_for}.xml", rates.content),
        Payload(f"{_PRICES}{prices.asked_for}.json", prices.content),
        Payload(f"{CALENDAR_FEED.name}.json", named),
        *(Payload(f"{each.name}.json", feed.fetch(each.name, day), bool(each.personal)) for each in others),
        *_label_payloads(feed, day),
    )
    return land_answers(payloads, day, lake, access=access)


def _label_payloads(feed: ReferenceFeed, day: date) -> Iterator[Payload]:
    listing = feed.label_lists(day)
    yield Payload(f"{LABEL_FEED.name}.json", feed.fetch(LABEL_FEED.name, day), personal=True)
    yield Payload(_LISTING, listing)
    for listed in read_listing(listing):
        yield Payload(f"{_LIST}{listed.name}", feed.label_list(listed, day), personal=True)


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived.

    Raises LakeIncomplete: one of them was not asked for yet when the day landed.
    """
    contents = {payload.name: payload.content for payload in payloads}
    asked = (*(f"{each.name}.json" for each in (*FEEDS, LABEL_FEED)), _LISTING)
    missing = [name for name in asked if name not in contents]
    if missing:
        raise LakeIncomplete(f"{day} was landed without {', '.join(missing)}: extract it from the source")
    landings = (
        decode_rates(_answered(_RATES, payloads), day),
        decode_prices(_answered(_PRICES, payloads), day, access.pseudonyms),
        *(each.land(items_of(contents[f"{each.name}.json"]), day, access.pseudonyms) for each in FEEDS),
        _land_labels(contents, day, access.pseudonyms),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)


def _land_labels(contents: Mapping[str, bytes], day: date, pseudonyms: Pseudonyms) -> Landing:
    items = items_of(contents[f"{LABEL_FEED.name}.json"])
    lists = [LabelList(listed, contents[f"{_LIST}{listed.name}"]) for listed in read_listing(contents[_LISTING])]
    return land_labels(items, lists, day, pseudonyms=pseudonyms)


def _answered(stem: str, payloads: Sequence[Answer]) -> Answered:
    """Return the answer whose name begins so, and goes on with the day it was asked for."""
    payload = next(payload for payload in payloads if payload.name.startswith(stem))
    return Answered(parse_day(payload.name.removeprefix(stem)[:10]), payload.content)
