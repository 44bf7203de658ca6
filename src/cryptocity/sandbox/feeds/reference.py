"""The National Bank's rates and the reference feed: prices, assets, address labels, statutory parameters."""

import json
from collections.abc import Callable
from datetime import date

from lxml import etree
from lxml.builder import E

from cryptocity.sandbox.city import VENUES, City, wallet_of
from cryptocity.sandbox.feeds import mining, registers
from cryptocity.sandbox.feeds.calendar import work_calendar
from cryptocity.sandbox.feeds.labels import label_lists
from cryptocity.sandbox.market import CHAIN_ID, NAMES, TOKENS, is_permitted, prices_of, rates_of

Json = dict[str, object]

_LABELLED_ON = "2026-06-30"
_MAKERS = {**mining.MAKERS, **registers.MAKERS}
_FAULTS = {**mining.FAULTS, **registers.FAULTS}
_PARAMETERS = (
    ("vat_rate_standard", "16", "percent", date(2026, 1, 1), date.max),
    ("vat_rate_medical", "5", "percent", date(2026, 1, 1), date(2026, 12, 31)),
    ("vat_rate_medical", "10", "percent", date(2027, 1, 1), date.max),
    ("mci", "4325", "KZT", date(2026, 1, 1), date(2026, 12, 31)),
)


def rates_xml(city: City, day: date) -> bytes:
    """Return the answer of get_rates.cfm for a day; without rates on Sundays."""
    rates = rates_of(city.seed, day)
    document = E.rates(
        E.generator("CryptoCity sandbox"),
        E.title("Official exchange rates of National Bank of Republic Kazakhstan"),
        E.link("sandbox"),
        E.date(f"{day:%d.%m.%Y}"),
        *(
            E.item(
                E.fullname(NAMES[rate.currency]),
                E.title(rate.currency),
                E.description(str(rate.description)),
                E.quant(str(rate.quantity)),
                E.index(),
                E.change("0.00"),
            )
            for rate in rates
        ),
    )
    return etree.tostring(document, xml_declaration=True, encoding="utf-8")


def asset_prices(city: City, day: date) -> list[Json]:
    """Return the official values set for a day; none on days off."""
    return [{"asset": asset, "price_usd": str(price)} for asset, price in prices_of(city.seed, day).items()]


def assets(day: date) -> list[Json]:
    """Return the assets of the sandbox chain, and whether the regulator's list of a day permits them."""
    return [
        {
            "asset": token.symbol,
            "chain_id": CHAIN_ID,
            "token_address": token.address,
            "decimals": token.decimals,
            "is_stablecoin": token.is_stablecoin,
            "bpm7_account": token.bpm7_account,
            "is_permitted": is_permitted(token.symbol, day),
        }
        for token in TOKENS
    ]


def address_labels(city: City) -> list[Json]:
    """Return the addresses whose holders are known: most users', all merchants' and the venues'."""
    users = [_label(wallet.address, wallet.holder, "resident") for wallet in city.wallets if wallet.is_labelled]
    settling = city.merchants["settlement_address"].to_list()
    merchants = [_label(address, f"merchant-{index}", "merchant") for index, address in enumerate(settling) if address]
    hot = [
        _label(wallet_of(city.seed, "venue", number).address, f"venue-{number}", "exchange")
        for number in range(len(VENUES))
    ]
    return [*users, *merchants, *hot]


def _label(address: str, holder: str, category: str) -> Json:
    return {
        "address": address,
        "cluster_id": holder,
        "category": category,
        "residency": "resident",
        "labelled_by": "sandbox",
        "labelled_on": _LABELLED_ON,
        "source_document": "sandbox register of wallets",
        "confidence": "high",
    }


def parameters(day: date) -> list[Json]:
    """Return the statutory parameters that the authority publishes as in force, where the law of the day is known."""
    return [
        {"parameter": name, "value": value, "unit": unit}
        for name, value, unit, first, last in _PARAMETERS
        if first <= day <= last
    ]


def items_of_feed(name: str, city: City, day: date, *, faulty: bool) -> list[Json]:
    """Return all items of one feed, by its name, as published for a day. Raises KeyError: no such feed."""
    makers: dict[str, Callable[[], list[Json]]] = {
        "asset-prices": lambda: asset_prices(city, day),
        "assets": lambda: assets(day),
        "address-labels": lambda: address_labels(city),
        "statutory-parameters": lambda: parameters(day),
        "work-calendar": lambda: work_calendar(day, faulty=faulty),
        "label-lists": lambda: label_lists(city, faulty=faulty),
    }
    if name in makers:
        return makers[name]()
    items = _MAKERS[name](city, day)
    return [*items, {**items[0], **_FAULTS[name]}] if faulty else items


def answer(items: list[Json]) -> bytes:
    """Return items as one JSON answer."""
    return json.dumps({"items": items}).encode()
