"""Separates what may land from what may not: each item is read strictly, then interpreted, and nothing is lost.

A turned-away item keeps its rule, its reason and its position. Personal identifiers in it are replaced by pseudonyms,
wherever they stand, and so is everything in a field that the item's type does not name or whose value it refuses,
because nobody knows what that holds. An item that is good but for unnamed fields lands without them, and they are
counted.
The answer as received stays in the payload archive.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Generic, TypeVar

import msgspec

from cryptocity.dataset import Dataset
from cryptocity.drift import decode_known, shown_name
from cryptocity.identity import Pseudonyms, is_valid_xin
from cryptocity.landing import Landing, Rejected
from cryptocity.money import table, whole_units
from cryptocity.window import Window
from cryptocity.wire import fields_with_somebodys_number

Wire = TypeVar("Wire")
Row = TypeVar("Row")

_QUOTED = re.compile(r"(Invalid (?:enum )?value|unknown field) .*?(?= - at `\$[^`]*`$|$)", re.DOTALL)
_WHERE = re.compile(r"`\$([^`]*)`$")
_STEP = re.compile(r"\.(\w+)|\[([0-9]+)\]")


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
    """How to read one kind of item: its type, what it becomes or which rule it breaks, its key and personal fields.

    Without a key no item repeats another here: they are a part of what must be held together.
    """

    decoder: msgspec.json.Decoder[Wire]
    interpret: Callable[[Wire], Row]
    key: Callable[[Wire], Hashable] | None
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
            _must_name_nobody(read)
            row = reader.interpret(read)
            key = reader.key(read) if reader.key else position
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
    """Return a JSON value with the named fields, and every number of a person, at any depth replaced by pseudonyms.

    The name of a field is shown where it is written like one.
    """
    if isinstance(value, dict):
        return {
            shown_name(name): pseudonyms.of(str(inner))
            if name in personal and inner
            else redact(inner, personal, pseudonyms)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [redact(inner, personal, pseudonyms) for inner in value]
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    shown = pseudonyms.in_text(str(value))
    return value if shown == str(value) else shown


def _must_name_nobody(read: object) -> None:
    if found := next(fields_with_somebodys_number(read), None):
        raise Broken("wrong_shape", f"{found} holds a person's number")


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
    reason = pseudonyms.in_text(_without_values(" ".join(str(error).split()), error))
    return Rejected(_rule(error), reason, position, _shown(item, reader, pseudonyms, error=error))


def _without_values(reason: str, error: Exception) -> str:
    """Return what msgspec says of an item without the value or the name that it quotes."""
    return _QUOTED.sub(r"\1", reason) if isinstance(error, msgspec.ValidationError) else reason


def _shown(item: bytes, reader: Reader[Any, Any], pseudonyms: Pseudonyms, *, error: Exception) -> object:
    """Return what may be shown of an item: no personal, unknown or refused field, and of what is no object its size."""
    try:
        value = msgspec.json.decode(item)
        if isinstance(error, msgspec.ValidationError) and "missing required field" not in str(error):
            _hide_refused(value, str(error), pseudonyms)
        return redact(value, reader.hidden, pseudonyms) if isinstance(value, dict) else {"bytes": len(item)}
    except (ValueError, RecursionError):
        return {"bytes": len(item)}


def _hide_refused(value: Any, message: str, pseudonyms: Pseudonyms) -> None:  # noqa: ANN401  any JSON value
    """Replace the value at the path that msgspec names by its pseudonym, if there is one."""
    where = _WHERE.search(message)
    steps = [int(index) if index else name for name, index in _STEP.findall(where[1])] if where else []
    *way, last = steps or [None]
    for step in way:
        value = value[step]
    if last is not None and value[last]:
        value[last] = pseudonyms.of(str(value[last]))


def _rule(error: Exception) -> str:
    if isinstance(error, Broken):
        return error.rule
    if isinstance(error, msgspec.ValidationError):
        return "wrong_shape"
    return "not_json" if isinstance(error, msgspec.DecodeError | UnicodeDecodeError) else "not_an_amount"
