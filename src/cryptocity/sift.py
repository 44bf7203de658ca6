"""Separates what may land from what may not: each item is read strictly, then interpreted, and nothing is lost.

A turned-away item keeps its rule, its reason and its position; personal identifiers in it are replaced by pseudonyms.
The answer as received stays in the payload archive.
"""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from cryptocity.identity import Pseudonyms, is_valid_xin
from cryptocity.lake import Rejected
from cryptocity.window import Window

Wire = TypeVar("Wire")
Row = TypeVar("Row")


class Broken(Exception):
    """An item breaks a rule: raised by an interpreter, turned into a quarantined row by `sift`."""

    def __init__(self, rule: str, reason: str) -> None:
        """Name the rule in one word and the reason in one line."""
        super().__init__(reason)
        self.rule, self.reason = rule, reason


@dataclass(frozen=True)
class Reader(Generic[Wire, Row]):
    """How to read one kind of item: its type, what it becomes or which rule it breaks, its key and personal fields."""

    decoder: msgspec.json.Decoder[Wire]
    interpret: Callable[[Wire], Row]
    key: Callable[[Wire], Hashable]
    personal: Collection[str] = ()


@dataclass(frozen=True)
class Sifted(Generic[Row]):
    """The items that may land and those that may not; together they are all that was received."""

    good: tuple[Row, ...]
    rejected: tuple[Rejected, ...]
    received: int


def sift(items: Iterable[bytes], reader: Reader[Wire, Row], pseudonyms: Pseudonyms) -> Sifted[Row]:
    """Read every item and interpret it; the first rule it breaks turns it away, a repeated key too."""
    good: list[Row] = []
    rejected: list[Rejected] = []
    seen: set[Hashable] = set()
    received = 0
    for position, item in enumerate(items):
        received += 1
        try:
            read = reader.decoder.decode(item)
            row = reader.interpret(read)
            key = reader.key(read)
            if key in seen:
                raise Broken("duplicate_key", "another item of this day carries the same key")
        except (Broken, ValueError) as error:
            rejected.append(_rejected(error, position, item, reader=reader, pseudonyms=pseudonyms))
        else:
            seen.add(key)
            good.append(row)
    return Sifted(tuple(good), tuple(rejected), received)


def must_fall_in(window: Window, instant: datetime) -> None:
    """Raise Broken unless the instant lies in the window; a date after it is a future date to the feed of that day."""
    if instant >= window.end:
        raise Broken("future_date", f"{instant.isoformat()} is after the day this answer is about")
    if instant < window.start:
        raise Broken("past_date", f"{instant.isoformat()} is before the day this answer is about")


def must_be_taxpayer(xin: str) -> None:
    """Raise Broken unless the number is an IIN or BIN with the right check digit."""
    if not is_valid_xin(xin):
        raise Broken("wrong_check_digit", "the number is no IIN or BIN: twelve digits with a check digit")


def redact(value: Any, personal: Collection[str], pseudonyms: Pseudonyms) -> Any:  # noqa: ANN401  any JSON value
    """Return a JSON value with the named fields, at any depth, replaced by pseudonyms."""
    if isinstance(value, dict):
        return {
            name: pseudonyms.of(str(inner)) if name in personal and inner else redact(inner, personal, pseudonyms)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [redact(inner, personal, pseudonyms) for inner in value]
    return value


def _rejected(
    error: Exception, position: int, item: bytes, *, reader: Reader[Any, Any], pseudonyms: Pseudonyms
) -> Rejected:
    try:
        row = redact(msgspec.json.decode(item), reader.personal, pseudonyms)
    except ValueError:
        row = {"bytes": len(item)}
    return Rejected(_rule(error), str(error), position, row)


def _rule(error: Exception) -> str:
    if isinstance(error, Broken):
        return error.rule
    if isinstance(error, msgspec.ValidationError):
        return "unknown_field" if "unknown field" in str(error) else "wrong_shape"
    return "not_json" if isinstance(error, msgspec.DecodeError | UnicodeDecodeError) else "not_an_amount"
