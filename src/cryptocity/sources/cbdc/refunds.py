"""Turns the tax office's VAT refund applications into rows. Pure.

Each item is read strictly, then held against itself: dates in their order, and those there that its status says.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from cryptocity.identity import Pseudonyms
from cryptocity.sift import Broken, must_be_taxpayer, units_of
from cryptocity.sources.cbdc.received import Received
from cryptocity.sources.cbdc.rows import Row, Rows

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class _Items(msgspec.Struct, forbid_unknown_fields=True):
    items: list[msgspec.Raw]


class _Application(msgspec.Struct, forbid_unknown_fields=True):
    application_id: _Text
    xin: str
    tax_period: Annotated[str, msgspec.Meta(pattern=r"^20\d\d-Q[1-4]$")]
    amount_kzt: Decimal
    channel: Literal["digital", "ordinary"]
    status: Literal["open", "approved", "rejected", "credited"]
    as_of_on: date
    applied_on: date
    decided_on: date | None = None
    credited_on: date | None = None


_ITEMS = msgspec.json.Decoder(_Items)
_APPLICATION = msgspec.json.Decoder(_Application)


def decode_refunds(content: bytes, received: Received, rows: Rows) -> None:
    """Take in the applications of a file. Raises Broken: it is no list of items."""
    try:
        items = _ITEMS.decode(content).items
    except (ValueError, RecursionError):
        raise Broken("not_json", "the file is no JSON list of items") from None
    for number, item in enumerate(items, start=1):
        try:
            rows.take(_row(item, received))
        except (Broken, ValueError, RecursionError) as fault:
            rows.turn_away(_explained(fault), f"{received.file_name}, item {number}")


def _row(item: msgspec.Raw, received: Received) -> Row:
    application = _APPLICATION.decode(item)
    _must_be_of(received.window.day, application.as_of_on)
    _must_agree(application)
    return (
        application.application_id,
        _taxpayer(application.xin, received.pseudonyms),
        application.tax_period,
        units_of(application.amount_kzt, 2, what="amount_kzt"),
        application.channel,
        application.status,
        application.applied_on,
        application.decided_on,
        application.credited_on,
        received.file_name,
    )


def _taxpayer(xin: str, pseudonyms: Pseudonyms) -> str:
    must_be_taxpayer(xin)
    return pseudonyms.of_taxpayer(xin)


def _must_be_of(day: date, as_of_on: date) -> None:
    if as_of_on > day:
        raise Broken("future_date", f"as of {as_of_on}, after the day this answer is about")
    if as_of_on < day:
        raise Broken("past_date", f"as of {as_of_on}, before the day this answer is about")


def _must_agree(told: _Application) -> None:
    is_decided, is_credited = told.status != "open", told.status == "credited"
    if (told.decided_on is not None, told.credited_on is not None) != (is_decided, is_credited):
        raise Broken("contradicts_itself", f"an application that is {told.status} has other dates")
    days = [day for day in (told.applied_on, told.decided_on, told.credited_on) if day]
    if days != sorted(days):
        raise Broken("contradicts_itself", "applied, decided and credited are not in this order")
    if days[-1] > told.as_of_on:
        raise Broken("future_date", f"{days[-1]} is after the day this answer is about")


def _explained(fault: Exception) -> Exception:
    """Return a fault by its rule; what msgspec says of a value that it could not read shows no value."""
    if isinstance(fault, Broken):
        return fault
    rule = "unknown_field" if "unknown field" in str(fault) else "wrong_shape"
    return Broken(rule, " ".join(str(fault).split()) or "nested too deep to be read")
