"""Turns reference answers into rows, or into quarantined rows with rule and reason. Pure."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from lxml import etree

from cryptocity.errors import SourceContradiction
from cryptocity.identity import Pseudonyms
from cryptocity.landing import Landing, Rejected
from cryptocity.money import table
from cryptocity.sift import Broken, Reader, sift, units_of
from cryptocity.sources.reference.client import DAYS_BACK, Answered, read_items, read_rates
from cryptocity.sources.reference.datasets import (
    ASSET_PRICES,
    ASSETS,
    FX_RATES,
    STATUTORY_PARAMETERS,
    WORK_CALENDAR,
)
from cryptocity.sources.reference.feed import Feed, Item, Row, Text, as_published
from cryptocity.sources.reference.mining.decode import FEEDS as MINING
from cryptocity.sources.reference.registers.decode import FEEDS as REGISTERS
from cryptocity.sources.reference.taxes.decode import FEEDS as TAXES
from cryptocity.wire import Symbol

_RATE = ("description", "quant")
_RATE_SCALE = 6
_PRICE_SCALE = 8
_SATURDAY = 5


class Price(Item):
    """Official value of one unit of an asset."""

    asset: Symbol
    price_usd: Decimal


class Asset(Item):
    """An asset on a chain; `token_address` is `native` for the chain's own coin."""

    asset: Symbol
    chain_id: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    token_address: Annotated[str, msgspec.Meta(pattern="^(native|0x[0-9a-fA-F]{40})$")]
    decimals: Annotated[int, msgspec.Meta(ge=0, le=36)]
    is_stablecoin: bool
    bpm7_account: Literal["capital", "financial"]
    is_permitted: bool


class Parameter(Item):
    """A statutory parameter as the authority publishes it."""

    parameter: Text
    value: Text
    unit: Text


class CalendarDay(Item):
    """A day that is not what its weekday says."""

    calendar_on: date
    kind: Literal["holiday", "day_off", "working_day"]
    title: Text
    source_document: Text
    confidence: Literal["high", "medium", "low"]


def items_of(answer: bytes) -> list[bytes]:
    """Return the items of a JSON answer `{"items": [...]}`. Raises SourceUnavailable where it is none."""
    return read_items(answer)


def priced_on(answered: Answered) -> date | None:
    """Return the day that an answer with prices speaks of, the one asked for; None where it holds no price."""
    return answered.asked_for if items_of(answered.content) else None


def rated_on(answered: Answered) -> date | None:
    """Return the day that the National Bank names in its answer; None where it answered without any rate."""
    rates = read_rates(answered.content)
    return None if rates.find("item") is None else _rated_on(rates)


def decode_rates(answered: Answered, day: date) -> Landing:
    """Return KZT per one unit of each currency: the published value by its quantity, commas read as points.

    Raises SourceContradiction: the rates are of a later day, or of one too long ago to be in force still.
    """
    rates = read_rates(answered.content)
    named = _rated_on(rates)
    if not timedelta(0) <= day - named <= timedelta(days=DAYS_BACK):
        raise SourceContradiction(f"the National Bank answers {day} with rates of {named}")
    rows: dict[str, Row] = {}
    rejected: list[Rejected] = []
    for position, item in enumerate(rates.iterfind("item")):
        currency = (item.findtext("title") or "").strip()
        try:
            rate = _rate(item)
            if currency in rows:
                raise Broken("duplicate_key", "another item of this day carries the same currency")
            rows[currency] = (currency, rate, named, named != day)
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


def _asset(asset: Asset, _: date, __: Pseudonyms) -> Row:
    asset.token_address = asset.token_address.lower()
    return msgspec.structs.astuple(asset)


def _calendar_day(named: CalendarDay, _: date, __: Pseudonyms) -> Row:
    is_weekend = named.calendar_on.weekday() >= _SATURDAY
    if is_weekend != (named.kind == "working_day") and named.kind != "holiday":
        raise Broken("wrong_weekday", f"{named.calendar_on} is no {'weekday' if is_weekend else 'weekend day'}")
    return msgspec.structs.astuple(named)


ASSET_FEED = Feed("assets", ASSETS, Asset, _asset, lambda asset: (asset.chain_id, asset.token_address))
PARAMETER_FEED = Feed(
    "statutory-parameters", STATUTORY_PARAMETERS, Parameter, as_published, lambda parameter: parameter.parameter
)
CALENDAR_FEED = Feed("work-calendar", WORK_CALENDAR, CalendarDay, _calendar_day, lambda named: named.calendar_on)

FEEDS: tuple[Feed[Any], ...] = (CALENDAR_FEED, ASSET_FEED, *MINING, *REGISTERS, *TAXES, PARAMETER_FEED)


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
