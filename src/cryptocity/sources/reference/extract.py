"""The story of a reference extraction: rates and prices carried over days off, the rest as published."""

from datetime import date

from cryptocity.access import Access
from cryptocity.lake import Lake, Manifest
from cryptocity.payloads import Payload
from cryptocity.sources.reference.client import NationalBank, ReferenceFeed, last_said
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


def extract_day(day: date, lake: Lake, access: Access) -> tuple[Manifest, ...]:
    """Land the exchange rates, asset prices, assets, address labels and parameters that apply to one city day."""
    bank, feed = NationalBank(access.transport("nationalbank")), ReferenceFeed(access.transport(SOURCE))
    names = access.pseudonyms
    rates = last_said(day, bank.rates, has_no_rates)
    prices = last_said(day, lambda asked: feed.fetch("asset-prices", asked), has_no_items)
    assets = feed.fetch("assets", day)
    labels = feed.fetch("address-labels", day)
    parameters = feed.fetch("statutory-parameters", day)
    landings = (
        decode_rates(rates, day),
        decode_prices(prices, day, names),
        decode_assets(items_of(assets), names),
        decode_labels(items_of(labels), day, names),
        decode_parameters(items_of(parameters), names),
    )
    payloads = (
        Payload(f"get_rates-{rates.asked_for}.xml", rates.content),
        Payload(f"asset-prices-{prices.asked_for}.json", prices.content),
        Payload("assets.json", assets),
        Payload("address-labels.json", labels, personal=True),
        Payload("statutory-parameters.json", parameters),
    )
    with lake.writer(SOURCE, day) as writer:
        return writer.commit(landings, payloads)
