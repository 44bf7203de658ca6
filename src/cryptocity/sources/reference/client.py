"""Asks the National Bank for exchange rates and the reference feed for prices, assets, labels and parameters.

Source: get_rates.cfm answers for a date that it names itself, which need not be the date asked for, and may be empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import httpx
import msgspec
from lxml import etree

from cryptocity.errors import SourceUnavailable
from cryptocity.transport import Transport

T = TypeVar("T")

DAYS_BACK = 10


class _List(msgspec.Struct):
    items: list[msgspec.Raw]


@dataclass(frozen=True)
class Answered:
    """An answer and the day it was asked for, which may lie before the day wanted."""

    asked_for: date
    content: bytes


@dataclass(frozen=True)
class NationalBank:
    """Official exchange rates by day. Raises SourceUnavailable where the answer is no list of rates."""

    transport: Transport

    def rates(self, day: date) -> bytes:
        """Return the XML of the rates of one day, possibly without any rate."""
        params = {"fdate": f"{day:%d.%m.%Y}"}
        return self.transport.get("/rss/get_rates.cfm", params, lambda answer: _readable(answer, read_rates))


@dataclass(frozen=True)
class ReferenceFeed:
    """Official asset prices, assets, address labels and statutory parameters by day.

    Raises SourceUnavailable where the answer is no list of items.
    """

    transport: Transport

    def fetch(self, name: str, day: date) -> bytes:
        """Return one answer: asset-prices, assets, address-labels or statutory-parameters."""
        return self.transport.get(f"/{name}", {"on": str(day)}, lambda answer: _readable(answer, read_items))


def last_said(day: date, ask: Callable[[date], bytes], is_empty: Callable[[bytes], bool]) -> Answered:
    """Return the answer for the day, or else for the last day before it that has one, ten days back at most.

    Raises SourceUnavailable: none of those days has an answer.
    """
    for back in range(DAYS_BACK + 1):
        asked_for = day - timedelta(days=back)
        content = ask(asked_for)
        if not is_empty(content):
            return Answered(asked_for, content)
    raise SourceUnavailable(f"nothing is published for {day}, nor for the {DAYS_BACK} days before")


def read_items(content: bytes) -> list[bytes]:
    """Return the items of a JSON answer `{"items": [...]}`. Raises SourceUnavailable where it is none."""
    try:
        return [bytes(item) for item in msgspec.json.decode(content, type=_List).items]
    except (ValueError, RecursionError) as error:
        raise SourceUnavailable(f"the answer is no list of items ({error})") from None


def read_rates(content: bytes) -> etree._Element:
    """Return the root of an XML answer `<rates>…</rates>`. Raises SourceUnavailable where it is none."""
    try:
        rates = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise SourceUnavailable(f"the answer is no well-formed XML ({error.msg})") from None
    if rates.tag != "rates":
        raise SourceUnavailable(f"the answer is {rates.tag!r}, no list of rates")
    return rates


def _readable(answer: httpx.Response, read: Callable[[bytes], T]) -> bytes:
    try:
        read(answer.content)
    except SourceUnavailable as error:
        raise SourceUnavailable(f"{answer.url.path}: {error}") from None
    return answer.content
