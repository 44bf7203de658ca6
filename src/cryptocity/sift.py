"""Separates what may land from what may not: each item is read strictly, then interpreted, and nothing is lost.

A turned-away item keeps its rule, its reason and its position. Personal identifiers in it are replaced by pseudonyms,
and so is everything in a field that the item's type does not name, because nobody knows what that holds. An item that
is good but for such fields lands without them, and they are counted.
The answer as received stays in the payload archive.
"""

from collections import Counter
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from cryptocity.dataset import Dataset
from cryptocity.drift import decode_known
from cryptocity.identity import Pseudonyms, is_valid_xin
from cryptocity.landing import Landing, Rejected
from cryptocity.money import table, whole_units
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
class _AllBut:
    """All names but these."""

    names: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name not in self.names


@dataclass(frozen=True)
class Reader(Generic[Wire, Row]):
    """How to read one kind of item: its type, what it becomes or which rule it breaks, its key and personal fields."""

    decoder: msgspec.json.Decoder[Wire]
    interpret: Callable[[Wire], Row]
    key: Callable[[Wire], Hashable]
    personal: Collection[str] = ()

    @cached_property
    def hidden(self) -> Container[str]:
        """Return the names of the fields that nobody may see: personal ones, and all that the type does not name."""
        _, parts = msgspec.json.schema_components((self.decoder.type,))
        named = {name for part in parts.values() for name in part.get("properties", ())}
        return _AllBut(frozenset(named.difference(self.personal)))


@dataclass(frozen=True)
class Sifted(Generic[Row]):
    """The items that may land, with their positions, and those that may not; together all that was received.

    `drift` counts the items in which a field stood that their type does not name, by its path.
    """

    good: tuple[Row, ...]
    positions: tuple[int, ...]
    rejected: tuple[Rejected, ...]
    received: int
    drift: Mapping[str, int] = field(default_factory=dict)

    def landing(self, dataset: Dataset) -> Landing:
        """Return the landing of items that each are a row of the dataset."""
        rows = table(dataset, self.good)  # type: ignore[arg-type]  # rows of a dataset are sequences
        return Landing(dataset, rows, self.received, self.rejected, positions=self.positions, drift=self.drift)


def sift(items: Iterable[bytes], reader: Reader[Wire, Row], pseudonyms: Pseudonyms, *, first: int = 0) -> Sifted[Row]:
    """Read every item and interpret it; the first rule it breaks turns it away, a repeated key too.

    `first` is the position of the first item, where the items are part of a larger answer.
    """
    good: list[Row] = []
    positions: list[int] = []
    rejected: list[Rejected] = []
    seen: set[Hashable] = set()
    drift: Counter[str] = Counter()
    for position, item in enumerate(items, start=first):
        try:
            read, unknown = _decoded(item, reader)
            row = reader.interpret(read)
            key = reader.key(read)
            if key in seen:
                raise repeated()
        except (Broken, ValueError) as error:
            rejected.append(turned_away(error, position, item, reader=reader, pseudonyms=pseudonyms))
        else:
            seen.add(key)
            good.append(row)
            positions.append(position)
            if unknown:
                drift.update(unknown)
    return Sifted(tuple(good), tuple(positions), tuple(rejected), len(good) + len(rejected), drift)


def repeated() -> Broken:
    """Return what an item breaks that carries the key of an earlier one."""
    return Broken("duplicate_key", "another item of this day carries the same key")


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


def units_of(amount: Decimal, scale: int, *, what: str) -> int:
    """Return an amount in whole units of 10^-scale. Raises Broken: not exact in DECIMAL(18, scale), or negative."""
    try:
        whole = whole_units(amount, scale)
    except (ValueError, ArithmeticError, TypeError):  # a signalling NaN has no hash, hence the TypeError
        raise Broken("not_an_amount", f"{what} is no number that DECIMAL(18, {scale}) holds") from None
    if whole < 0:
        raise Broken("negative_amount", f"{what} is negative")
    return whole


def redact(value: Any, personal: Container[str], pseudonyms: Pseudonyms) -> Any:  # noqa: ANN401  any JSON value
    """Return a JSON value with the named fields, at any depth, replaced by pseudonyms."""
    if isinstance(value, dict):
        return {
            name: pseudonyms.of(str(inner)) if name in personal and inner else redact(inner, personal, pseudonyms)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [redact(inner, personal, pseudonyms) for inner in value]
    return value


def _decoded(item: bytes, reader: Reader[Wire, Any]) -> tuple[Wire, Collection[str]]:
    """Return an item, and the paths of its fields that the type does not name."""
    try:
        return reader.decoder.decode(item), ()
    except msgspec.ValidationError as error:
        if "unknown field" not in str(error):
            raise
    try:
        read, unknown = decode_known(item, reader.decoder)
        return read, set(unknown)
    except RecursionError:
        raise Broken("wrong_shape", "nested too deep to be read") from None


def turned_away(
    error: Exception, position: int, item: bytes, *, reader: Reader[Any, Any], pseudonyms: Pseudonyms
) -> Rejected:
    """Return the quarantined row of an item that breaks a rule."""
    return Rejected(_rule(error), " ".join(str(error).split()), position, _shown(item, reader, pseudonyms))


def _shown(item: bytes, reader: Reader[Any, Any], pseudonyms: Pseudonyms) -> object:
    """Return what may be shown of an item: no personal and no unknown field, and of what is no object its size."""
    try:
        value = msgspec.json.decode(item)
        return redact(value, reader.hidden, pseudonyms) if isinstance(value, dict) else {"bytes": len(item)}
    except (ValueError, RecursionError):
        return {"bytes": len(item)}


def _rule(error: Exception) -> str:
    if isinstance(error, Broken):
        return error.rule
    if isinstance(error, msgspec.ValidationError):
        return "wrong_shape"
    return "not_json" if isinstance(error, msgspec.DecodeError | UnicodeDecodeError) else "not_an_amount"
