"""Turns reference answers into rows, or into quarantined rows with rule and reason. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from lxml import etree

from cryptocity.errors import SourceContradiction
from cryptocity.identity import Pseudonyms
from cryptocity.lake import Landing, Rejected
from cryptocity.money import table
from cryptocity.sift import Broken, Reader, sift, units_of
from cryptocity.sources.reference.client import DAYS_BACK, Answered, read_items, read_rates
from cryptocity.sources.reference.datasets import (
    ADDRESS_LABELS,
    ASSET_PRICES,
    ASSETS,
    FX_RATES,
    STATUTORY_PARAMETERS,
)

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Address = Annotated[str, msgspec.Meta(pattern="^0x[0-9a-fA-F]{40}$")]
Row = tuple[Any, ...]

_RATE = ("description", "quant")
_RATE_SCALE = 6
_PRICE_SCALE = 8


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    pass


class Price(_Item):
    """Official value of one unit of an asset."""

    asset: Text
    price_usd: Decimal


class Asset(_Item):
    """An asset on a chain; `token_address` is `native` for the chain's own coin."""

    asset: Text
    chain_id: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    token_address: Annotated[str, msgspec.Meta(pattern="^(native|0x[0-9a-fA-F]{40})$")]
    decimals: Annotated[int, msgspec.Meta(ge=0, le=36)]
    is_stablecoin: bool
    bpm7_account: Literal["capital", "financial"]
    is_permitted: bool


class Label(_Item):
    """Whose an address is."""

    address: Address
    cluster_id: Text
    category: Text
    residency: Literal["resident", "non_resident", "unknown"]
    labelled_by: Text
    labelled_on: date


class Parameter(_Item):
    """A statutory parameter as the authority publishes it."""

    parameter: Text
    value: Text
    unit: Text


def items_of(answer: bytes) -> list[bytes]:
    """Return the items of a JSON answer `{"items": [...]}`."""
    return read_items(answer)


def has_no_items(answer: bytes) -> bool:
    """Tell whether a JSON answer is empty, as for a day that is no working day."""
    return not items_of(answer)


def has_no_rates(answer: bytes) -> bool:
    """Tell whether the National Bank answered without any rate, as it may for a day off."""
    return read_rates(answer).find("item") is None


def decode_rates(answered: Answered, day: date) -> Landing:
    """Return KZT per one unit of each currency: the published value by its quantity, commas read as points.

    Raises SourceContradiction: the rates are of a later day, or of one too long ago to be in force still.
    """
    rates = read_rates(answered.content)
    rated_on = _rated_on(rates)
    if not timedelta(0) <= day - rated_on <= timedelta(days=DAYS_BACK):
        raise SourceContradiction(f"the National Bank answers {day} with rates of {rated_on}")
    rows: dict[str, Row] = {}
    rejected: list[Rejected] = []
    for position, item in enumerate(rates.iterfind("item")):
        currency = (item.findtext("title") or "").strip()
        try:
            rate = _rate(item)
            if currency in rows:
                raise Broken("duplicate_key", "another item of this day carries the same currency")
            rows[currency] = (currency, rate, rated_on, rated_on != day)
        except Broken as error:
            row = {name: item.findtext(name) for name in ("title", *_RATE)}
            rejected.append(Rejected(error.rule, str(error), position, row))
    return Landing(FX_RATES, table(FX_RATES, rows.values()), len(rows) + len(rejected), rejected)


def decode_prices(answered: Answered, day: date, pseudonyms: Pseudonyms) -> Landing:
    """Return the official value of each asset, marked where the previous working day's value is carried over."""

    def interpret(price: Price) -> Row:
        value = units_of(price.price_usd, _PRICE_SCALE, what="price_usd")
        if value == 0:
            raise Broken("negative_amount", "price_usd is 0")
        return price.asset, value, answered.asked_for, answered.asked_for != day

    reader = Reader(msgspec.json.Decoder(Price), interpret, lambda price: price.asset)
    sifted = sift(items_of(answered.content), reader, pseudonyms)
    return sifted.landing(ASSET_PRICES)


def decode_assets(items: Sequence[bytes], pseudonyms: Pseudonyms) -> Landing:
    """Return one row per asset and chain."""

    def interpret(asset: Asset) -> Row:
        asset.token_address = asset.token_address.lower()
        return msgspec.structs.astuple(asset)

    reader = Reader(msgspec.json.Decoder(Asset), interpret, lambda asset: (asset.chain_id, asset.token_address))
    sifted = sift(items, reader, pseudonyms)
    return sifted.landing(ASSETS)


def decode_labels(items: Sequence[bytes], day: date, pseudonyms: Pseudonyms) -> Landing:
    """Return one row per labelled address, its holder as a pseudonym."""

    def interpret(label: Label) -> Row:
        if label.labelled_on > day:
            raise Broken("future_date", f"labelled on {label.labelled_on}, after the day of this answer")
        cluster = pseudonyms.of(label.cluster_id)
        provenance = (label.category, label.residency, label.labelled_by, label.labelled_on)
        return label.address.lower(), cluster, *provenance

    reader = Reader(msgspec.json.Decoder(Label), interpret, lambda label: label.address.lower(), {"cluster_id"})
    sifted = sift(items, reader, pseudonyms)
    return sifted.landing(ADDRESS_LABELS)


def decode_parameters(items: Sequence[bytes], pseudonyms: Pseudonyms) -> Landing:
    """Return one row per parameter that is in force on the day."""
    reader = Reader(msgspec.json.Decoder(Parameter), msgspec.structs.astuple, lambda parameter: parameter.parameter)
    sifted = sift(items, reader, pseudonyms)
    return sifted.landing(STATUTORY_PARAMETERS)


def _rated_on(rates: etree._Element) -> date:
    text = rates.findtext("date") or ""
    try:
        return datetime.strptime(text.strip(), "%d.%m.%Y").date()  # noqa: DTZ007  a date without a time has no zone
    except ValueError:
        raise SourceContradiction(f"the National Bank's answer names no day: {text!r}") from None


def _rate(item: etree._Element) -> int:
    if not (item.findtext("title") or "").strip():
        raise Broken("missing_field", "the item names no currency")
    try:
        value, quantity = (Decimal((item.findtext(name) or "").strip().replace(",", ".")) for name in _RATE)
        rate = round(value / quantity, _RATE_SCALE) if quantity > 0 else Decimal(0)
    except ArithmeticError:
        raise Broken("not_an_amount", "description by quant makes no number") from None
    if rate == 0:
        raise Broken("negative_amount", "the rate or its quantity is not positive")
    return units_of(rate, _RATE_SCALE, what="the rate")
