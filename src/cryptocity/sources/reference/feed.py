"""What a reference feed is: a name to ask for, a dataset to land in, and how one item of it becomes a row. Pure."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from cryptocity.dataset import Dataset
from cryptocity.identity import Pseudonyms
from cryptocity.landing import Landing
from cryptocity.sift import Broken, Reader, Sifted, sift

Row = tuple[Any, ...]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Kato = Annotated[str, msgspec.Meta(pattern="^[0-9]{9}$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class Item(msgspec.Struct, forbid_unknown_fields=True):
    """One item of an answer `{"items": [...]}`; a field that nobody agreed on turns it away."""


Wire = TypeVar("Wire", bound=Item)


@dataclass(frozen=True)
class Feed(Generic[Wire]):
    """A feed that answers with JSON items by day, all of which land in one dataset.

    `interpret(item, day, pseudonyms)` returns the row or raises Broken; `personal` names the fields that tell who
    somebody is, and an answer that has any is sealed in the archive.
    """

    name: str
    dataset: Dataset
    item: type[Wire]
    interpret: Callable[[Wire, date, Pseudonyms], Row]
    key: Callable[[Wire], Hashable]
    personal: frozenset[str] = frozenset()

    def land(self, items: Sequence[bytes], day: date, pseudonyms: Pseudonyms) -> Landing:
        """Return the rows of one day's items, and those that break a rule with the rule and the reason."""
        return self.sifted(items, day, pseudonyms).landing(self.dataset)

    def sifted(self, items: Sequence[bytes], day: date, pseudonyms: Pseudonyms) -> Sifted[Row]:
        """Return the rows of one day's items before they are a table."""
        decoder = msgspec.json.Decoder(self.item)
        reader = Reader(decoder, lambda item: self.interpret(item, day, pseudonyms), self.key, self.personal)
        return sift(items, reader, pseudonyms)


def as_published(item: Item, _: date, __: Pseudonyms) -> Row:
    """Return an item's fields as a row, in their order."""
    return msgspec.structs.astuple(item)


def must_not_lie_after(day: date, named: date, *, what: str) -> None:
    """Raise Broken where an item of a day's answer names a later day as past."""
    if named > day:
        raise Broken("future_date", f"{what} {named}, after the day of this answer")


def must_follow(earlier: date, later: date | None, *, what: str) -> None:
    """Raise Broken where a later date lies before an earlier one."""
    if later is not None and later < earlier:
        raise Broken("dates_in_wrong_order", f"{what} {later}, before {earlier}")
