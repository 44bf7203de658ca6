"""Asks the National Bank for exchange rates and the reference feed for prices, assets, labels and parameters.

Source: get_rates.cfm answers for a date that it names itself, which need not be the date asked for, and may be empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import httpx

from cryptocity.errors import SourceUnavailable
from cryptocity.transport import Transport

T = TypeVar("T")

_DAYS_BACK = 10


@dataclass(frozen=True)
class Answered:
    """An answer and the day it was asked for, which may lie before the day wanted."""

    asked_for: date
    content: bytes


@dataclass(frozen=True)
class NationalBank:
    """Official exchange rates by day."""

    transport: Transport

    def rates(self, day: date) -> bytes:
        """Return the XML of the rates of one day, possibly without any rate."""
        return self.transport.get("/rss/get_rates.cfm", {"fdate": f"{day:%d.%m.%Y}"}, _content)


@dataclass(frozen=True)
class ReferenceFeed:
    """Official asset prices, assets, address labels and statutory parameters by day."""

    transport: Transport

    def fetch(self, name: str, day: date) -> bytes:
        """Return one answer: asset-prices, assets, address-labels or statutory-parameters."""
        return self.transport.get(f"/{name}", {"on": str(day)}, _content)


def last_said(day: date, ask: Callable[[date], bytes], is_empty: Callable[[bytes], bool]) -> Answered:
    """Return the answer for the day, or else for the last day before it that has one, ten days back at most.

    Raises SourceUnavailable: none of those days has an answer.
    """
    for back in range(_DAYS_BACK + 1):
        asked_for = day - timedelta(days=back)
        content = ask(asked_for)
        if not is_empty(content):
            return Answered(asked_for, content)
    raise SourceUnavailable(f"nothing is published for {day}, nor for the {_DAYS_BACK} days before")


def _content(answer: httpx.Response) -> bytes:
    return answer.content
