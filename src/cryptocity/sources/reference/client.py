"""Asks the National Bank for exchange rates and the reference feed for everything else.

Source: get_rates.cfm answers for a date that it names itself, which need not be the date asked for, and may be empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar

import httpx
import msgspec
from lxml import etree

from cryptocity.errors import SourceUnavailable
from cryptocity.payloads import digest
from cryptocity.sources.reference.calendar import WorkCalendar
from cryptocity.transport import Transport

T = TypeVar("T")

DAYS_BACK = 10


class _List(msgspec.Struct):
    items: list[msgspec.Raw]


class ListedLabels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the listing says of a public label list: its format, who published it and when, and the hash of the file."""

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9_-]{0,63}$")]
    format: Literal["ofac_addresses", "graphsense_tagpack", "mining_pools", "etherscan_labels"]
    publisher: Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9_-]{0,63}$")]
    published_on: date
    source_document: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    sha256: str


class _Listing(msgspec.Struct):
    items: list[ListedLabels]


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
    """Official asset prices and every other list of items, by day.

    Raises SourceUnavailable where the answer is no list of items.
    """

    transport: Transport

    def fetch(self, name: str, day: date) -> bytes:
        """Return one answer, such as asset-prices."""
        return self.transport.get(f"/{name}", {"on": str(day)}, lambda answer: _readable(answer, read_items))

    def label_lists(self, day: date) -> bytes:
        """Return the listing of the public label lists."""
        return self.transport.get("/label-lists", {"on": str(day)}, lambda answer: _readable(answer, read_listing))

    def label_list(self, listed: ListedLabels, day: date) -> bytes:
        """Return one public label list as published. Raises SourceUnavailable: not the file that was listed."""

        def whole(answer: httpx.Response) -> bytes:
            if digest(answer.content) != listed.sha256:
                raise SourceUnavailable(f"{answer.url.path} is not the list that was listed")
            return answer.content

        return self.transport.get(f"/label-lists/{listed.name}", {"on": str(day)}, whole)


def last_said(
    day: date, ask: Callable[[date], bytes], said_on: Callable[[Answered], date | None], *, calendar: WorkCalendar
) -> Answered:
    """Return the answer for the day, or else for the last day before it that has one, ten days back at most.

    `said_on` tells of which day an answer speaks, None where it is empty. Values are set on working days: days off take
    over the last one. A working day without a value is late, until the next working day has one; then it never had any.
    Raises SourceUnavailable: none of those days has an answer, or a working day's value is late.
    """
    for back in range(DAYS_BACK + 1):
        answered = Answered(day - timedelta(days=back), ask(day - timedelta(days=back)))
        named = said_on(answered)
        if named is not None:
            break
    else:
        raise SourceUnavailable(f"nothing is published for {day}, nor for the {DAYS_BACK} days before")
    missing = calendar.working_days(named, day) if day - named <= timedelta(days=DAYS_BACK) else ()
    if missing:
        following = calendar.next_working_day(missing[-1])
        later = said_on(Answered(following, ask(following)))
        if later is None or later <= missing[-1]:
            raise SourceUnavailable(f"the value of the working day {missing[-1]} is not published yet")
    return answered


def read_items(content: bytes) -> list[bytes]:
    """Return the items of a JSON answer `{"items": [...]}`. Raises SourceUnavailable where it is none."""
    try:
        return [bytes(item) for item in msgspec.json.decode(content, type=_List).items]
    except (ValueError, RecursionError) as error:
        raise SourceUnavailable(f"the answer is no list of items ({error})") from None


def read_listing(content: bytes) -> list[ListedLabels]:
    """Return what the listing of label lists says of each. Raises SourceUnavailable where it cannot be read."""
    try:
        listed = msgspec.json.decode(content, type=_Listing).items
    except (ValueError, RecursionError) as error:
        raise SourceUnavailable(f"the answer is no list of items that name label lists ({error})") from None
    if len({each.name for each in listed}) != len(listed):
        raise SourceUnavailable("the answer is no list of items that name label lists (a name stands there twice)")
    return listed


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
