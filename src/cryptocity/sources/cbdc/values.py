"""What the text in a message stands for: instants, days, amounts, parties. Each raises Broken, or a ValueError."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from cryptocity.identity import Pseudonyms
from cryptocity.sift import Broken, must_be_taxpayer, units_of
from cryptocity.window import CITY_ZONE, day_of

FLAGS = {"": False, "false": False, "0": False, "true": True, "1": True}
_DATE_LENGTH = len("2026-11-01")


def required(text: str, path: str) -> str:
    """Return a text that must be there."""
    if not text:
        raise Broken("missing_field", f"{path} is missing")
    return text


def one_of(text: str, known: Collection[str], path: str) -> str:
    """Return a code that must be one of these."""
    if required(text, path) not in known:
        raise Broken("unknown_code", f"{path} is none of {', '.join(known)}")
    return text


def flag_of(text: str) -> bool:
    """Return what RvslInd says, no where it is absent."""
    if text not in FLAGS:
        raise Broken("wrong_shape", "RvslInd is neither true nor false")
    return FLAGS[text]


@lru_cache(maxsize=4_096)
def instant_of(text: str) -> datetime:
    """Return an instant; without an offset it is Almaty time."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=CITY_ZONE)


@lru_cache(maxsize=4_096)
def day_or_none(text: str) -> date | None:
    """Return a day, of an instant its day in Almaty, None for nothing. A day's own offset is passed over."""
    if "T" in text:
        return day_of(instant_of(text))
    is_plain = len(text) <= _DATE_LENGTH or text[_DATE_LENGTH] not in "+-Z"
    return date.fromisoformat(text if is_plain else text[:_DATE_LENGTH]) if text else None


def tiyn_of(amount: str, currency: str, *, what: str) -> int:
    """Return an amount in KZT as whole tiyn, never negative."""
    if currency != "KZT":
        raise Broken("wrong_currency", f"{what} is missing or not in KZT")
    try:
        return units_of(Decimal(amount), 2, what=what)
    except InvalidOperation:
        raise Broken("not_an_amount", f"{what} is no number") from None


def party_or_none(xin: str, pseudonyms: Pseudonyms) -> str | None:
    """Return a BIN, or the pseudonym of an IIN, or None for nobody."""
    if not xin:
        return None
    must_be_taxpayer(xin)
    return pseudonyms.of_taxpayer(xin)
