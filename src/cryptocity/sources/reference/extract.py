"""The story of a reference extraction: rates and prices carried over days off, the rest as published."""

from collections.abc import Sequence
from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Answer, Payload
from cryptocity.sources.reference.client import Answered, NationalBank, ReferenceFeed, last_said
from cryptocity.sources.reference.datasets import SOURCE
from cryptocity.sources.reference.decode import (
    decode_assets,
    decode_labels,
    decode_parameters,
    decode_prices,
    decode_rates,
    has_no_items,
    has_no_rates,
    items_of,
)
from cryptocity.window import parse_day

_RATES, _PRICES = "get_rates-", "asset-prices-"
_ASSETS, _LABELS, _PARAMETERS = "assets.json", "address-labels.json", "statutory-parameters.json"


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the exchange rates, asset prices, assets, address labels and parameters that apply to one city day."""
    bank, feed = NationalBank(access.transport("nationalbank")), ReferenceFeed(access.transport(SOURCE))
    rates = last_said(day, bank.rates, has_no_rates)
    prices = last_said(day, lambda asked: feed.fetch("asset-prices", asked), has_no_items)
    payloads = (
        Payload(f"{_RATES}{rates.asked_for}.xml", rates.content),
        Payload(f"{_PRICES}{prices.asked_for}.json", prices.content),
        Payload(_ASSETS, feed.fetch("assets", day)),
        Payload(_LABELS, feed.fetch("address-labels", day), personal=True),
        Payload(_PARAMETERS, feed.fetch("statutory-parameters", day)),
    )
    return land_answers(payloads, day, lake, access=access)


def land_answers(payloads: Sequence[Answer], day: date, lake: Lake, *, access: Access) -> tuple[Manifest, ...]:
    """Land a city day from its answers, asked for just now or archived."""
    items = {payload.name: items_of(payload.content) for payload in payloads if payload.name.endswith(".json")}
    landings = (
        decode_rates(_answered(_RATES, payloads), day),
        decode_prices(_answered(_PRICES, payloads), day, access.pseudonyms),
        decode_assets(items[_ASSETS], access.pseudonyms),
        decode_labels(items[_LABELS], day, access.pseudonyms),
        decode_parameters(items[_PARAMETERS], access.pseudonyms),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)


def _answered(stem: str, payloads: Sequence[Answer]) -> Answered:
    """Return the answer whose name begins so, and goes on with the day it was asked for."""
    payload = next(payload for payload in payloads if payload.name.startswith(stem))
    return Answered(parse_day(payload.name.removeprefix(stem)[:10]), payload.content)
