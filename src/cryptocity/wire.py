"""What items of several sources are made of: symbols of assets and identifiers, none of which may name a person.

Whatever is typed as one of these lands as it came and may reach a release. So a name does not fit its pattern, and
`sift` turns an item away in which one carries a person's number.
"""

from collections.abc import Hashable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Annotated

import msgspec
from msgspec import inspect

from cryptocity.identity import names_somebody

_MARK = "public"
PUBLIC = {_MARK: True}

Symbol = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]{1,20}$", extra=PUBLIC)]
DrawnNumber = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$")]
"""A number drawn by a machine, such as a fiscal sign: one in some hundreds looks like an IIN, and is none."""

Identifier = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$", extra=PUBLIC)]


def fields_with_somebodys_number(item: object) -> Iterator[str]:
    """Yield the names of an item's symbols and identifiers that carry a person's IIN."""
    for name in _public_fields(type(item)):  # type: ignore[arg-type]  # a type is hashable
        try:
            value = attrgetter(name)(item)
        except AttributeError:  # the part that holds it is absent
            continue
        if value is not None and names_somebody(value):
            yield name


@lru_cache
def _public_fields(wire: Hashable) -> tuple[str, ...]:
    return tuple(_public_below(inspect.type_info(wire), ""))


def _public_below(kind: inspect.Type, path: str) -> Iterator[str]:
    if isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from _public_below(each, path)
    elif isinstance(kind, inspect.Metadata):
        if (kind.extra or {}).get(_MARK):
            yield path
    elif isinstance(kind, inspect.StructType):
        for field in kind.fields:
            yield from _public_below(field.type, f"{path}.{field.name}".lstrip("."))
